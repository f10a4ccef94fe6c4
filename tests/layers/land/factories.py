"""Tiny hand-made squares near 118° E 37.4° N, whose answers the eye can check."""

import datetime as dt
import itertools
import math

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from geo.crs import CGCS2000
from layers.land.models import Approval, Case, CaseVillage, Parcel, ParcelSurvey, Stage, StageKind
from layers.organisations.models import Organisation
from layers.regions.models import Kind, Level, Region

EAST, NORTH = 118.0, 37.4
_numbers = itertools.count(1)


def at(east_m: float = 0.0, north_m: float = 0.0) -> tuple[float, float]:
    """lng, lat of a place so many metres east and north of the origin (good to 0.5 % within a kilometre)."""
    lat = NORTH + north_m / 110_990
    return EAST + east_m / (111_320 * math.cos(math.radians(NORTH))), lat


def square(east_m: float, north_m: float, side_m: float) -> MultiPolygon:
    """A square with its south-west corner there."""
    (west, south), (east, north) = at(east_m, north_m), at(east_m + side_m, north_m + side_m)
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=CGCS2000)


def region(level, name, code, parent=None, **given):
    unit = Region.objects.create(
        level=level, name=name, code=code, manage_parent=parent, stat_parent=given.pop("stat_parent", parent),
        kind=given.pop("kind", {1: Kind.CITY, 2: Kind.COUNTY, 3: Kind.TOWN, 4: Kind.VILLAGE}[level]), **given,
    )  # fmt: skip
    if not unit.path:
        unit.path = f"{parent.path if parent else ''}{unit.pk}/"
        unit.save(update_fields=["path"])
    return unit


def boxing():
    """滨州市 博兴县 湖滨镇 with two villages: 东村 west of the origin, 西村 1 km to the east of it."""
    city = region(Level.CITY, "滨州市", "371600000000")
    county = region(Level.COUNTY, "博兴县", "371625000000", city)
    town = region(Level.TOWN, "湖滨镇", "371625104000", county, phone="0543-0000001")
    return city, county, town


def village(name, code, town, area=None, **given):
    centre = area.centroid if area else None
    return region(Level.VILLAGE, name, code, town, area=area, public_area=area, label_point=centre, **given)


def office(where):
    return Organisation.objects.create(
        name=f"{where.name}自然资源和规划局", region=where, phone="0543-0000000"
    )


def case(county, villages=(), *, regime="R4_2021", stages=None, **given):
    """A public case; ``stages`` maps codes to a date, or to (posted_on, closed_on)."""
    number = next(_numbers)
    stages = stages or {}
    dates = [value[0] if isinstance(value, tuple) else value for value in stages.values()]
    given.setdefault("began_on", min(dates, default=dt.date(2024, 1, 1)))
    given.setdefault("year", given["began_on"].year)
    given.setdefault("name", f"示例县{given['year']}年第{number}批次建设用地")
    given.setdefault("published_at", timezone.now() - dt.timedelta(days=1))
    found = Case.objects.create(
        regime=regime, kind=given.pop("kind", Case.Kind.BATCH), county=county,
        organisation=given.pop("organisation", None) or office(county), purpose="工业用地", total_area_ha="1.0000",
        **given,
    )  # fmt: skip
    for place in villages:
        CaseVillage.objects.create(case=found, village=place, area_ha="1.0000")
    for code, value in stages.items():
        posted, closed = value if isinstance(value, tuple) else (value, None)
        kind = StageKind.objects.get(regime=regime, code=code)
        Stage.objects.create(
            case=found, kind=kind, posted_on=posted, closed_on=closed, issuer="示例县人民政府"
        )
    return found


def approval(number, issued, received=None):
    return Approval.objects.create(
        issuer="山东省人民政府", level=Approval.Level.PROVINCE, doc_no_raw=number, doc_no=number,
        issued_on=issued, received_on=received,
    )  # fmt: skip


def parcel(of, area, number="DK-01", quality="exact", **given):
    given.setdefault("published_at", of.published_at)
    found = Parcel.objects.create(
        case=of, parcel_no=number, land_use="工业用地", area_ha=given.pop("area_ha", "1.0000"), public_area=area, **given
    )  # fmt: skip
    ParcelSurvey.objects.create(
        parcel=found, area=area, source_srid=4527, source_coordinates="J1,1,0,0", quality=quality
    )
    return found


def point(east_m, north_m):
    return Point(*at(east_m, north_m), srid=CGCS2000)
