"""What a place can be asked by, as one array of words a place under one inverted index.

The nearest of a kind that is open and handles a matter: no order of distance goes through such filters, and the planner
that walks outwards reads a whole city when little is left (0.4 s of a million). Words that are met in one index are cheap
however rare: the category, the matters, the region, each hour of each kind of day, and the cells of a grid in seven
sizes, through which ``layers.places.near`` looks outwards.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

from layers.places.opening import closing_times, kinds_of
from layers.workdays.calendar import WorkCalendar

# Cells of 1/4° down to 1/256°, which is 430 m from south to north.
LEVELS = range(8, 1, -1)

WRITE = """
INSERT INTO places_facets (place_id, words)
SELECT
    place.id,
    ARRAY['category:' || place.category_id, 'region:' || place.region_id]
    || ARRAY(
        SELECT 'item:' || handled.item_id FROM places_handleditem AS handled WHERE handled.place_id = place.id
    )
    || ARRAY(
        SELECT DISTINCT 'hour:' || hours.days || ':' || hour
        FROM places_openinghours AS hours, LATERAL generate_series(
            extract(HOUR FROM hours.opens)::int,
            extract(HOUR FROM hours.closes - interval '1 microsecond')::int
        ) AS hour
        WHERE hours.place_id = place.id
    )
    || ARRAY(
        SELECT format(
            'cell:%%s:%%s:%%s', level,
            floor(ST_X(place.public_location) * 2 ^ level), floor(ST_Y(place.public_location) * 2 ^ level)
        )
        FROM unnest(%(levels)s::int[]) AS level
    )
FROM places_place AS place
WHERE place.withdrawn_at IS NULL AND (%(keys)s::text[] IS NULL OR place.public_id = ANY(%(keys)s::text[]))
ON CONFLICT (place_id) DO UPDATE SET words = EXCLUDED.words
"""


class Facets(models.Model):
    """An index, made from content that is reviewed: written with each release, never by hand."""

    public_read = True

    place: Any = models.OneToOneField(
        "places.Place", verbose_name="网点", on_delete=models.CASCADE, primary_key=True, related_name="facets"
    )
    words = ArrayField(models.TextField(), verbose_name="可按什么查")

    class Meta:
        verbose_name = verbose_name_plural = "网点查询词"
        indexes = [GinIndex(fields=["words"], name="places_facets_words")]

    def __str__(self) -> str:
        return " ".join(self.words)


def update(public_ids: Iterable[str]) -> None:
    """Writes the words of these places anew, after the rows that they come from and in the same transaction."""
    _write(sorted(public_ids))


def rebuild() -> None:
    """Writes the words of all places anew."""
    Facets.objects.all().delete()
    _write(None)


def remove(public_ids: Iterable[str]) -> None:
    Facets.objects.filter(place__public_id__among=frozenset(public_ids)).delete()


def _write(keys: list[str] | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"keys": keys, "levels": list(LEVELS)})


def category_word(code: str) -> str:
    return f"category:{code}"


def item_word(item_id: int) -> str:
    return f"item:{item_id}"


def region_words(region_ids: Iterable[int]) -> list[str]:
    return [f"region:{region_id}" for region_id in region_ids]


def hour_words(moment: datetime, calendar: WorkCalendar) -> list[str]:
    """One of them stands with every place that is open at ``moment``, and with some that are open only in its hour."""
    day, clock, _ = closing_times(moment)
    return [f"hour:{kind}:{clock.hour}" for kind in sorted(kinds_of(day, calendar))]


def cell_words(level: int, columns: Collection[int], rows: Collection[int]) -> list[str]:
    """``columns`` count eastwards from the meridian, ``rows`` northwards from the equator, in 2 ** -level degrees."""
    return [f"cell:{level}:{x}:{y}" for x in columns for y in rows]
