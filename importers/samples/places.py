"""便民网点: some of each category in every unit, with hours, phones, entrances, posts, questions and items."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

import numpy as np
import shapely
from django.contrib.gis.geos import Point
from numpy.typing import NDArray

from geo.crs import CGCS2000
from importers.samples.bulk import copy_rows
from importers.samples.cells import random_points
from importers.samples.city import City, government
from importers.samples.draws import SOURCE, Ids
from importers.samples.hours import spans
from importers.samples.organisations import Organisations
from layers.places.models import Entrance, HandledItem, OpeningHours, Phone, Place, Post, Question
from layers.public_geometry import public_point
from layers.regions.models import Level, Region

LEVELS = {"city": Level.CITY, "county": Level.COUNTY, "town": Level.TOWN, "village": Level.VILLAGE}
Part: TypeAlias = Entrance | HandledItem | OpeningHours | Phone | Post | Question
BATCH = 5_000
# Points for one unit are drawn together: asking the polygon once is faster than once a point.
POINTS_A_UNIT = 24
# About 12 m, from the middle of the house to its gate.
TO_THE_GATE = 0.0001
UNATTENDED = {"atm", "bus", "parking", "charging", "toilet", "park", "sport", "shelter"}


@dataclass
class Shelf:
    """Unsaved rows of one batch."""

    places: list[Place] = field(default_factory=list)
    rest: dict[type[Part], list[Part]] = field(default_factory=dict)

    def put(self, *rows: Part) -> None:
        for row in rows:
            self.rest.setdefault(type(row), []).append(row)

    def save(self) -> None:
        copy_rows(Place, self.places)
        for model, rows in self.rest.items():
            for row in rows:
                # The key of the place is known only now.
                row.place_id = row.place.pk
            copy_rows(model, rows)
        self.places, self.rest = [], {}


def make_places(city: City, organisations: Organisations) -> int:
    """The number made."""
    shelf, made = Shelf(), 0
    for place, row, stream in _places(city, organisations):
        shelf.places.append(place)
        _furnish(shelf, place, row, city, organisations, stream)
        made += 1
        if len(shelf.places) >= BATCH:
            shelf.save()
    shelf.save()
    return made


def _places(city: City, organisations: Organisations) -> Iterator[tuple[Place, dict[str, str], Random]]:
    stream, ids = city.draws.stream("places"), city.draws.ids("place")
    spots = Spots(city)
    for row in city.rows("places.csv"):
        for unit in units(city, row["level"]):
            per_unit = float(row["per_unit"])
            # Every village has its office and every town its hall, whatever the scale.
            wanted = per_unit if per_unit == 1 and city.scale < 1 else per_unit * city.scale
            count = int(wanted) + (stream.random() < wanted % 1)
            names = row["names"].split("|")
            for number in range(count):
                name = named(names[number % len(names)], unit, city, stream)
                if number >= len(names):
                    name += f"第{number // len(names) + 1}点"
                place = _place(city, row, unit, name, ids, spots.near(unit, stream), organisations, stream)
                if number == 0 and row["category"] == "town-hall":
                    place.seat_of = organisations.governments.get(unit.pk)
                yield place, row, stream


def units(city: City, level: str) -> list[Region]:
    return {
        "city": [city.root],
        "county": city.counties,
        "town": city.towns,
        "village": city.villages if city.scale >= 1 else city.villages[:: max(1, int(1 / city.scale / 4))],
    }[level]


def named(template: str, unit: Region, city: City, stream: Random) -> str:
    county = city.parent(unit, Level.COUNTY) if unit.level >= Level.COUNTY else unit
    return template.format(
        city=city.root.short_name,
        county=county.short_name if county.code_is_local else county.name,
        town=city.parent(unit, Level.TOWN).name if unit.level >= Level.TOWN else "",
        seat=government(unit),
        village=unit.short_name,
        word=stream.choice(city.words["place_words"]),
    )


class Spots:
    """Places of a town cluster around its seat, those of a village around its middle."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._waiting: dict[int, list[tuple[float, float]]] = {}

    def near(self, unit: Region, stream: Random) -> Point:
        home = self._home(unit)
        waiting = self._waiting.setdefault(home.pk, [])
        if not waiting:
            waiting.extend(map(tuple, self._drawn(home, stream)))
        lng, lat = waiting.pop()
        return Point(lng, lat, srid=CGCS2000)

    def _drawn(self, home: Region, stream: Random) -> NDArray[np.float64]:
        area = self._city.areas[home.pk]
        points = np.round(random_points(area, POINTS_A_UNIT, stream), 6)
        if home.label_point is None:
            return points
        # Half of the way to the middle, since settlements are inside of their fields; unless a bend is between.
        nearer = np.round((points + np.array([home.label_point.x, home.label_point.y])) / 2, 6)
        return np.where(shapely.contains_xy(area, nearer)[:, None], nearer, points)

    def _home(self, unit: Region) -> Region:
        """The unit whose area the point is drawn from: the seat of a county is its first town."""
        while unit.level < Level.TOWN:
            unit = self._city.children[unit.pk][0]
        return unit


def _place(
    city: City,
    row: dict[str, str],
    unit: Region,
    name: str,
    ids: Ids,
    location: Point,
    organisations: Organisations,
    stream: Random,
) -> Place:
    town = city.parent(unit, Level.TOWN) if unit.level >= Level.TOWN else None
    owner = organisations.departments.get(row["organisation"]) or organisations.governments.get(
        (town or city.parent(unit, Level.COUNTY)).pk if unit.level > Level.CITY else 0
    )
    road = stream.choice(city.words["road_numbers"])
    return Place(
        public_id=ids.next(),
        name=name,
        category_id=row["category"],
        region=unit,
        organisation=owner,
        address=f"{unit.name if unit.level == Level.VILLAGE else f'{unit.name}示例{road}路'}{stream.randrange(1, 400)}号",
        location=location,
        public_location=public_point("places", location),
        introduction=named(row["introduction"], unit, city, stream),
        way_there=f"从{(town or unit).name}驻地步行或骑车前往，附近有公交站点",
        has_parking=stream.random() < 0.6,
        is_accessible=stream.random() < 0.7,
        source=SOURCE,
        verified_on=city.today,
        published_at=city.moment(city.today),
        is_sample=True,
    )


def _furnish(
    shelf: Shelf,
    place: Place,
    row: dict[str, str],
    city: City,
    organisations: Organisations,
    stream: Random,
) -> None:
    hours: list[OpeningHours] = spans(place, row["hours"])
    shelf.put(*hours)
    gate = Point(place.location.x, round(place.location.y - TO_THE_GATE, 6), srid=CGCS2000)
    shelf.put(
        Entrance(place=place, name="正门", location=gate, is_main=True, is_accessible=place.is_accessible)
    )
    if row["category"] not in UNATTENDED:
        shelf.put(Phone(place=place, label="咨询（示例号码）", number=city.phone(stream)))
    if row["post"]:
        shelf.put(Post(place=place, title=row["post"], duties=row["duties"]))
    if row["question"]:
        shelf.put(Question(place=place, question=row["question"], answer=row["answer"]))
    for number, item in enumerate(organisations.handled_in.get(row["category"], [])):
        shelf.put(HandledItem(place=place, item=item, window=f"{number % 6 + 1} 号窗口"))
