"""The k places nearest to a point under any filters, fast whatever is left of them.

Without a filter PostgreSQL walks the index ``places_nearest`` outwards. With filters the words of ``layers.places.facets``
are met in blocks of three by three cells around the point, each block twice as wide as the last or wider, until the k-th place
found lies nearer than the block's edge; nothing outside can then be nearer.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone

from geo.bbox import METRES_PER_DEGREE_LAT, METRES_PER_DEGREE_LNG
from geo.position import Position
from layers.places import facets
from layers.places.opening import LAST_MINUTE, closing_times, kinds_of
from layers.reads import read_alias
from layers.workdays.calendar import WorkCalendar

# So many of a whole city are sorted in milliseconds; of more, a walk outwards soon meets enough.
MOST_SORTED = 2_000
# The circle that reaches the edge is a third of the block; half as many again, for chance.
ENOUGH_IN_BLOCK = 4.5
# Metres per degree are the shortest of the ellipsoid, along parallels; a geodesic may be a little shorter.
CAUTION = 0.99

HERE = "ST_SetSRID(ST_MakePoint(%(lng)s, %(lat)s), 4490)::geography"
PUBLIC = "place.withdrawn_at IS NULL AND place.published_at <= %(now)s"
# The words know the hour alone; the minute is asked of the registered hours.
OPEN = """EXISTS (
    SELECT FROM places_openinghours AS hours WHERE hours.place_id = place.id AND hours.days = ANY(%(days)s)
    AND hours.opens <= %(clock)s AND (hours.closes > %(clock)s OR hours.closes >= %(closes)s)
)"""
# The planner cannot know how few rows meet all words. MATERIALIZED keeps it from walking a whole index for the sake of a
# LIMIT that is never reached, LATERAL with OFFSET 0 from hashing all places to join the few.
SORTED = """
WITH met AS MATERIALIZED (SELECT place_id FROM places_facets AS facets WHERE {words})
SELECT public_id, metres FROM met, LATERAL (
    SELECT place.public_id, ST_Distance(place.public_location::geography, {here}) AS metres
    FROM places_place AS place WHERE place.id = met.place_id AND {conditions} OFFSET 0
) AS found
ORDER BY metres, public_id LIMIT %(k)s
"""
HOW_MANY = """
WITH met AS MATERIALIZED (SELECT place_id FROM places_facets AS facets WHERE {words})
SELECT count(*) FROM (SELECT FROM met LIMIT %(most)s + 1) AS these
"""
# A subquery that stands for a value is not turned into a join, so the walk stays a walk.
WALKED = """
SELECT public_id, metres FROM (
    SELECT place.public_id, ST_Distance(place.public_location::geography, {here}) AS metres
    FROM places_place AS place
    WHERE {conditions} AND (SELECT {words} FROM places_facets AS facets WHERE facets.place_id = place.id)
    ORDER BY place.public_location::geography <-> {here} LIMIT %(enough)s
) AS walked
ORDER BY metres, public_id LIMIT %(k)s
"""


@dataclass(frozen=True)
class Wish:
    """``regions`` are keys of units, None for everywhere; ``radius_m`` in metres; the calendar goes with ``open_at``."""

    k: int
    category: str = ""
    item: int | None = None
    regions: tuple[int, ...] | None = None
    open_at: datetime | None = None
    calendar: WorkCalendar | None = None
    radius_m: float = math.inf


Found = list[tuple[str, float]]


def nearest(position: Position, wish: Wish) -> Found:
    """The public ids of the places with their distances in metres on the ellipsoid, nearest first, from public locations."""
    search = Search(position, wish)
    found = search.sorted_in_blocks() if search.has_filters else search.walked()
    return [(key, metres) for key, metres in found if metres <= wish.radius_m]


class Search:
    def __init__(self, position: Position, wish: Wish) -> None:
        self.position, self.wish = position, wish
        self.values: dict[str, Any] = {
            "lng": position.lng, "lat": position.lat, "k": wish.k, "most": MOST_SORTED, "enough": 2 * wish.k + 20,
            "now": timezone.now(),
        }  # fmt: skip
        self.words, self.conditions = ["true"], [PUBLIC]
        required = [facets.category_word(wish.category)] if wish.category else []
        required += [] if wish.item is None else [facets.item_word(wish.item)]
        self._meet("required", "@>", required)
        if wish.regions is not None:
            self._meet("regions", "&&", facets.region_words(wish.regions))
        if wish.open_at is not None and wish.calendar is not None:
            self._meet("hours", "&&", facets.hour_words(wish.open_at, wish.calendar))
            day, clock, _ = closing_times(wish.open_at)
            self.values |= {"days": list(kinds_of(day, wish.calendar)), "clock": clock, "closes": LAST_MINUTE}
            self.conditions.append(OPEN)

    @property
    def has_filters(self) -> bool:
        return len(self.words) > 1

    def _meet(self, name: str, operator: str, words: list[str]) -> None:
        if words or operator == "&&":
            self.words.append(f"words {operator} %({name})s::text[]")
            self.values[name] = words

    def sorted_in_blocks(self) -> Found:
        level = facets.LEVELS[0]
        while level >= facets.LEVELS[-1]:
            cells, edge_m = block(self.position, level)
            found = self._run(SORTED, cells)
            if edge_m >= self.wish.radius_m or (len(found) == self.wish.k and found[-1][1] <= edge_m):
                return found
            level -= self._doublings(len(found))
        if self._run(HOW_MANY)[0][0] <= MOST_SORTED:
            return self._run(SORTED)
        return self.walked()

    def _doublings(self, found: int) -> int:
        """How much wider the next block is: enough if the places lie as thick there as here. Each question costs more
        than some rows too many."""
        if not found:
            return 2
        if found == self.wish.k:
            return 1
        return max(1, math.ceil(math.log(ENOUGH_IN_BLOCK * self.wish.k / found, 4)))

    def walked(self) -> Found:
        return self._run(WALKED)

    def _run(self, statement: str, cells: list[str] | None = None) -> list[Any]:
        with connections[read_alias()].cursor() as cursor:
            cursor.execute(*self.statement(statement, cells))
            rows: list[Any] = cursor.fetchall()
        return rows

    def statement(self, template: str, cells: list[str] | None = None) -> tuple[str, dict[str, Any]]:
        """SQL and its values; with ``cells`` only what stands in one of them."""
        words = [*self.words, "words && %(cells)s::text[]"] if cells is not None else self.words
        sql = template.format(words=" AND ".join(words), conditions=" AND ".join(self.conditions), here=HERE)
        return sql, {**self.values, "cells": cells}


def block(position: Position, level: int) -> tuple[list[str], float]:
    """The words of the three by three cells around a position, and the metres from it to the nearest edge, at least."""
    size = 2.0**-level
    x, y = math.floor(position.lng / size), math.floor(position.lat / size)
    south, north = (y - 1) * size, (y + 2) * size
    # A degree of longitude is shortest on the side nearest to a pole.
    narrowest = math.cos(math.radians(min(90.0, max(abs(south), abs(north)))))
    eastward = min(position.lng - (x - 1) * size, (x + 2) * size - position.lng)
    northward = min(position.lat - south, north - position.lat)
    edge_m = min(eastward * METRES_PER_DEGREE_LNG * narrowest, northward * METRES_PER_DEGREE_LAT)
    return facets.cell_words(level, range(x - 1, x + 2), range(y - 1, y + 2)), CAUTION * edge_m
