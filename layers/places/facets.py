"""What a place can be asked by, in one narrow row a place and one more for each matter that it handles.

The nearest of a kind that is open and handles a matter: an index that is ordered by distance answers in the number of rows
that it passes. So matter and category stand before the position in that index, and hours and region beside it in the row:
hours as the number of a schedule, since a city has few different ones, and which of them are open is asked once. Of a
thousand places twenty are open at night, which would be passed one by one: those have small indexes of their own.
``layers.places.near`` asks.
"""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models

from geo.crs import CGCS2000
from layers.places.queryset import Geography

# Whoever is open at an hour of the night opens before it ends or closes after it begins.
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
# The rows of hours of one place, side by side.
HOURS = """
    SELECT array_agg(hours.days ORDER BY days, opens, closes) AS days,
        array_agg(hours.opens ORDER BY days, opens, closes) AS opens,
        array_agg(hours.closes ORDER BY days, opens, closes) AS closes,
        coalesce(bool_or(hours.opens < %(night_ends)s OR hours.closes > %(night_begins)s), false) AS at_night
    FROM places_openinghours AS hours WHERE hours.place_id = place.id
"""
MEANT = "place.withdrawn_at IS NULL AND (%(keys)s::text[] IS NULL OR place.public_id = ANY(%(keys)s::text[]))"
WRITE_SCHEDULES = f"""
INSERT INTO places_schedule (days, opens, closes)
SELECT DISTINCT hours.days, hours.opens, hours.closes
FROM places_place AS place, LATERAL ({HOURS}) AS hours WHERE hours.days IS NOT NULL AND {MEANT}
ON CONFLICT DO NOTHING
"""  # noqa: S608  constants only
WRITE = f"""
INSERT INTO places_facets (place_id, item_id, category_id, region_id, schedule_id, at_night, location)
SELECT place.id, matter.item_id, place.category_id, place.region_id, schedule.id, hours.at_night, place.public_location
FROM places_place AS place CROSS JOIN LATERAL ({HOURS}) AS hours
    LEFT JOIN places_schedule AS schedule USING (days, opens, closes),
    LATERAL (
        SELECT NULL::bigint AS item_id
        UNION SELECT handled.item_id FROM places_handleditem AS handled WHERE handled.place_id = place.id
    ) AS matter
WHERE {MEANT}
"""  # noqa: S608  constants only


class Schedule(models.Model):
    """The registered hours of some places, which are the same ones: the n-th elements are one of their rows."""

    public_read = True

    days = ArrayField(models.CharField(max_length=12), verbose_name="哪些天")
    opens = ArrayField(models.TimeField(), verbose_name="开门")
    closes = ArrayField(models.TimeField(), verbose_name="关门")

    class Meta:
        verbose_name = verbose_name_plural = "时间表"
        constraints = [
            models.UniqueConstraint(fields=["days", "opens", "closes"], name="places_schedule_once")
        ]

    def __str__(self) -> str:
        rows = zip(self.days, self.opens, self.closes, strict=True)
        return "; ".join(f"{days} {opens:%H:%M}-{closes:%H:%M}" for days, opens, closes in rows)


class Facets(models.Model):
    """An index, made from content that is reviewed: written with each release, never by hand."""

    public_read = True

    place: Any = models.ForeignKey(
        "places.Place", verbose_name="网点", on_delete=models.CASCADE, related_name="facets"
    )
    # None in the row that stands for the place whatever the matter.
    item: Any = models.ForeignKey(
        "services.ServiceItem",
        verbose_name="事项",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    category: Any = models.ForeignKey(
        "places.Category", verbose_name="类目", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    region: Any = models.ForeignKey(
        "regions.Region", verbose_name="所在区划", on_delete=models.CASCADE, related_name="+"
    )
    # None where no hours are registered.
    schedule: Any = models.ForeignKey(
        Schedule, verbose_name="时间表", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at_night = models.BooleanField("夜间开放", default=False)
    location = PointField("公开位置", srid=CGCS2000, spatial_index=False)

    class Meta:
        verbose_name = verbose_name_plural = "网点查询项"
        indexes = [
            GistIndex("item", Geography("location"), name="places_facets_item"),
            GistIndex("item", "category", Geography("location"), name="places_facets_category"),
            GistIndex(
                "item", Geography("location"), name="places_facets_night", condition=models.Q(at_night=True)
            ),
            GistIndex(
                "item",
                "category",
                Geography("location"),
                name="places_facets_night_category",
                condition=models.Q(at_night=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}:{self.item_id or ''}"


def update(public_ids: Iterable[str]) -> None:
    """Writes the rows of these places anew, after the rows that they come from and in the same transaction."""
    keys = sorted(public_ids)
    remove(keys)
    _write(keys)


def rebuild() -> None:
    """Writes the rows of all places anew."""
    Facets.objects.all().delete()
    Schedule.objects.all().delete()
    _write(None)


def values(keys: list[str] | None) -> dict[str, Any]:
    """For WRITE_SCHEDULES and WRITE: of the places with these public ids, or of all."""
    return {"keys": keys, "night_begins": NIGHT_BEGINS, "night_ends": NIGHT_ENDS}


def remove(public_ids: Iterable[str]) -> None:
    Facets.objects.filter(place__public_id__among=frozenset(public_ids)).delete()


def _write(keys: list[str] | None) -> None:
    with connection.cursor() as cursor:
        for statement in (WRITE_SCHEDULES, WRITE):
            cursor.execute(statement, values(keys))
