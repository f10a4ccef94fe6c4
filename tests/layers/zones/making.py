"""A zone and a board in one line each."""

from django.contrib.gis.geos import Point

from layers.zones.models import Board, Zone


def zone(organisation, name="东县专区", **given):
    return Zone.objects.create(
        **{"organisation": organisation, "name": name, "region": organisation.region, **given}
    )


def board(organisation, name="东县公开栏", **given):
    values = {
        "kind": "village",
        "region": organisation.region,
        "location": Point(118.1, 37.2, srid=4490),
        **given,
    }
    return Board.objects.create(organisation=organisation, name=name, **values)
