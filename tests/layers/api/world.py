"""A county with two villages, three places, a case with parcels and one without; near 118° E 37.4° N."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.gis.geos import Point

from geo.crs import CGCS2000
from layers.places.models import Category, CategoryGroup, Place
from tests.layers.land.factories import at, boxing, case, parcel, square, village

AROUND = "117.9,37.3,118.1,37.5"


def world():
    city, county, town = boxing()
    east = village("东村村委会", "371625104201", town, square(0, 0, 500))
    west = village("西村村委会", "371625104202", town, square(-600, 0, 500))
    mapped = case(county, [east, west], name="博兴县2024年第1批次建设用地", began_on=dt.date(2024, 3, 1))
    plot = parcel(mapped, square(0, 0, 100), number="DK-01")
    mapped.public_area = plot.public_area
    mapped.save(update_fields=["public_area"])
    old = case(county, [east], regime="R1_PRE2004", name="博兴县1999年征用", began_on=dt.date(1999, 5, 1))
    clinic, school = (
        category("clinic", "卫生室", "medical", "医疗"),
        category("school", "小学", "education", "教育"),
    )
    return SimpleNamespace(
        city=city, county=county, town=town, east=east, west=west, case=mapped, plot=plot, old=old,
        clinic=place("东村卫生室", clinic, east, at(100, 100)),
        school=place("湖滨小学", school, town, at(300, 300)),
        far=place("远处卫生室", clinic, west, (118.9, 38.2)),
    )  # fmt: skip


def category(code, name, group, group_name):
    chip, _ = CategoryGroup.objects.get_or_create(
        code=group, defaults={"name": group_name, "icon": group, "hue": 1}
    )
    return Category.objects.get_or_create(code=code, defaults={"name": name, "group": chip, "icon": code})[0]


def place(name, kind, region, where, **given):
    point = Point(*where, srid=CGCS2000)
    given.setdefault("public_location", Point(round(where[0], 6), round(where[1], 6), srid=CGCS2000))
    given.setdefault("verified_on", dt.date(2026, 5, 1))
    return Place.objects.create(
        name=name,
        category=kind,
        region=region,
        location=point,
        address=f"{region.name}1号",
        source="测试",
        **given,
    )


def refusal(response, status):
    """The error of a refusal, which has exactly the one form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    assert {"code", "parameter", "message"} <= set(body["error"])
    assert not body["error"]["message"].isascii(), "the reason is Chinese"
    return body["error"]
