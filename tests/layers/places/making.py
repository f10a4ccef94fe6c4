"""Small hand-made places whose answers the eye can check: one county, two towns, a village in each."""

from django.contrib.gis.geos import Point

from layers.places.models import Category, CategoryGroup, OpeningHours, Phone, Place
from layers.places.publish import publish
from layers.regions.models import Kind, Level, Region

OFFICE = [("working_day", "08:30", "12:00"), ("working_day", "13:30", "17:00")]


def region(level, name, code, parent=None, point=None):
    kinds = {1: Kind.CITY, 2: Kind.COUNTY, 3: Kind.TOWN, 4: Kind.VILLAGE}
    made = Region(
        level=level, kind=kinds[level], name=name, code=code, manage_parent=parent, stat_parent=parent
    )
    made.label_point = Point(*point, srid=4490) if point else None
    made.save()
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save()
    return made


def tree():
    city = region(Level.CITY, "示例市", "990000000000")
    county = region(Level.COUNTY, "甲县", "990100000000", city)
    other = region(Level.COUNTY, "乙县", "990200000000", city)
    town = region(Level.TOWN, "湖滨镇", "990101000000", county)
    village = region(Level.VILLAGE, "柳桥村委会", "990101201000", town, (118.0, 37.0))
    far = region(
        Level.VILLAGE, "寨卞村委会", "990201201000", region(Level.TOWN, "店子镇", "990201000000", other)
    )
    return {"city": city, "county": county, "other": other, "town": town, "village": village, "far": far}


def category(code="t-hospital", group="t-medical", name="示例医院", group_name="示例医疗", sort_key=1):
    made_group, _ = CategoryGroup.objects.get_or_create(
        code=group, defaults={"name": group_name, "icon": "hospital", "hue": 2, "sort_key": sort_key}
    )
    made, _ = Category.objects.get_or_create(
        code=code, defaults={"name": name, "group": made_group, "icon": "hospital", "sort_key": sort_key}
    )
    return made


def place(name, where, at=(118.0, 37.0), hours=(), phone="", category=category, **values):
    made = Place(
        name=name,
        region=where,
        location=Point(*at, srid=4490),
        category=category() if callable(category) else category,
        source="示例数据",
        **values,
    )
    publish(made)
    for days, opens, closes in hours:
        OpeningHours.objects.create(place=made, days=days, opens=opens, closes=closes)
    if phone:
        Phone.objects.create(place=made, number=phone)
    return made
