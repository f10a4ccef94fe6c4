"""Ways of travel and classes of roads: who may go where when the data do not say, and how fast."""

from enum import StrEnum

from django.db import models


class Mode(StrEnum):
    CAR = "car"
    BICYCLE = "bicycle"
    WALK = "walk"

    @property
    def bit(self) -> int:
        """Access of an edge is the sum of these."""
        return {Mode.CAR: 1, Mode.BICYCLE: 2, Mode.WALK: 4}[self]

    @property
    def words(self) -> str:
        return {Mode.CAR: "开车", Mode.BICYCLE: "骑车", Mode.WALK: "步行"}[self]


CAR, BICYCLE, WALK = (mode.bit for mode in Mode)
EVERYBODY = CAR | BICYCLE | WALK
# 4.3 km/h is the pace of 1.2 m/s that crossings are timed by; a bicycle with its stops comes to 14.
WALK_KMH, BICYCLE_KMH = 4.3, 14.0


class RoadClass(models.TextChoices):
    """The label is what a road without a name is called on the way."""

    MOTORWAY = "motorway", "高速公路"
    TRUNK = "trunk", "国道"
    PRIMARY = "primary", "省道"
    SECONDARY = "secondary", "县道"
    TERTIARY = "tertiary", "乡道"
    STREET = "street", "村镇道路"
    SERVICE = "service", "院内道路"
    TRACK = "track", "田间路"
    CYCLEWAY = "cycleway", "自行车道"
    FOOTWAY = "footway", "人行路"


# Free driving with its villages and lights, below what signs allow (JTG B01 gives the design speeds of each class).
CAR_KMH = {
    RoadClass.MOTORWAY: 100,
    RoadClass.TRUNK: 70,
    RoadClass.PRIMARY: 60,
    RoadClass.SECONDARY: 50,
    RoadClass.TERTIARY: 40,
    RoadClass.STREET: 25,
    RoadClass.SERVICE: 15,
    RoadClass.TRACK: 15,
    RoadClass.CYCLEWAY: 15,
    RoadClass.FOOTWAY: 15,
}
# 道路交通安全法 67: nobody on foot or on a bicycle on a motorway.
ACCESS = {
    RoadClass.MOTORWAY: CAR,
    RoadClass.TRACK: BICYCLE | WALK,
    RoadClass.CYCLEWAY: BICYCLE | WALK,
    RoadClass.FOOTWAY: WALK,
}


def access_of(road_class: RoadClass) -> int:
    """Bits of those who may use a road of that class unless it says otherwise."""
    return ACCESS.get(road_class, EVERYBODY)
