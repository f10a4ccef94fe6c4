"""The k places nearest to a point under any filters, fast whatever is left of them.

The index of ``layers.places.facets`` is walked outwards among the places of the matter and the category, and each that is
passed is asked for its hours and region. Where so little is left that the walk would pass half a city, all that is left is
sorted. The index knows distances on a sphere, people are told those on the ellipsoid: some more are read than wanted, and
more again until none that was not read can be nearer.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone

from geo.position import Position
from layers.places.facets import NIGHT_BEGINS, NIGHT_ENDS
from layers.places.opening import CHINA, LAST_MINUTE, closing_times, kinds_of
from layers.reads import read_alias
from layers.workdays.calendar import WorkCalendar

# So many are passed in a few milliseconds. Fewer than k among them: what is left is rare here, and can be sorted.
MOST_WALKED = 2_000
SPARE = 5
# A distance on PostGIS's sphere differs by so much from that on the ellipsoid, at most.
SPHERE_ERROR = 0.006

HERE = "ST_SetSRID(ST_MakePoint(%(lng)s, %(lat)s), 4490)::geography"
AWAY = f"location::geography <-> {HERE}"
OPEN = """
SELECT schedule.id FROM places_schedule AS schedule WHERE EXISTS (
    SELECT FROM unnest(schedule.days, schedule.opens, schedule.closes) AS hours(days, opens, closes)
    WHERE hours.days = ANY(%(days)s) AND hours.opens <= %(clock)s
    AND (hours.closes > %(clock)s OR hours.closes >= %(closes)s)
)
"""
# MATERIALIZED keeps the planner from walking a whole index for the sake of a LIMIT that is never reached.
SORTED = f"""
WITH met AS MATERIALIZED (SELECT place_id, {AWAY} AS away FROM places_facets WHERE {{first}} AND {{then}}),
    near AS (SELECT place_id, away FROM met ORDER BY away)
"""  # noqa: S608  constants only
WALKED = f"""
WITH passed AS (
        SELECT place_id, region_id, schedule_id, {AWAY} AS away FROM places_facets WHERE {{first}}
        ORDER BY {AWAY} LIMIT %(most)s
    ),
    near AS (SELECT place_id, away FROM passed WHERE {{then}})
"""  # noqa: S608  constants only
# LATERAL with OFFSET 0 keeps it from hashing all places to join the few.
FOUND = f"""
SELECT found.public_id, found.metres, near.away FROM near, LATERAL (
    SELECT public_id, ST_Distance(public_location::geography, {HERE}) AS metres FROM places_place
    WHERE id = near.place_id AND withdrawn_at IS NULL AND published_at <= %(now)s OFFSET 0
) AS found
ORDER BY near.away LIMIT %(enough)s
"""  # noqa: S608  constants only


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
    enough = wish.k + SPARE
    rows = search.rows(enough)
    while len(rows) == enough and not is_proven(rows, wish.k):
        enough *= 2
        rows = search.rows(enough)
    found = sorted((metres, key) for key, metres, _ in rows)[: wish.k]
    return [(key, metres) for metres, key in found if metres <= wish.radius_m]


def is_proven(rows: list[Any], k: int) -> bool:
    """Whether what lies behind the last of them on the sphere cannot be nearer on the ellipsoid than the k-th is."""
    return bool(sorted(metres for _, metres, _ in rows)[k - 1] < rows[-1][2] * (1 - SPHERE_ERROR))


def is_night(moment: datetime) -> bool:
    """Whether all that are open then are among the few of ``Facets.at_night``."""
    clock = moment.astimezone(CHINA).time()
    return clock < NIGHT_ENDS or clock >= NIGHT_BEGINS


class Search:
    def __init__(self, position: Position, wish: Wish) -> None:
        self.values: dict[str, Any] = {
            "lng": position.lng, "lat": position.lat, "now": timezone.now(), "item": wish.item,
            "category": wish.category, "regions": list(wish.regions or ()),
            "radius_m": wish.radius_m * (1 + SPHERE_ERROR),
        }  # fmt: skip
        self.first = ["item_id IS NULL" if wish.item is None else "item_id = %(item)s::bigint"]
        if wish.category:
            self.first.append("category_id = %(category)s")
        # Of all places within a radius the planner would sort thousands before it takes the first.
        if wish.radius_m < math.inf and (wish.category or wish.item is not None):
            self.first.append(f"ST_DWithin(location::geography, {HERE}, %(radius_m)s, false)")
        self.then: list[str] = []
        if wish.regions is not None:
            self.then.append("region_id = ANY(%(regions)s::bigint[])")
        if wish.open_at is not None and wish.calendar is not None:
            self.then.append("schedule_id = ANY(%(schedules)s::bigint[])")
            if is_night(wish.open_at):
                self.first.append("at_night")
            self.values["schedules"] = self.open_schedules(wish.open_at, wish.calendar)

    def open_schedules(self, moment: datetime, calendar: WorkCalendar) -> list[int]:
        day, clock, _ = closing_times(moment)
        asked = {"days": list(kinds_of(day, calendar)), "clock": clock, "closes": LAST_MINUTE}
        return [key for (key,) in self._run(OPEN, asked)]

    def rows(self, enough: int) -> list[Any]:
        """Public id, metres on the ellipsoid and on the sphere, nearest first by the latter: so many, or all there are."""
        found = self._run(*self.statement(WALKED, enough))
        return found if len(found) == enough else self._run(*self.statement(SORTED, enough))

    def statement(self, near: str, enough: int) -> tuple[str, dict[str, Any]]:
        then = " AND ".join(self.then) or "true"
        # Without anything to ask of them those that are passed are taken, but for the few that are not public yet.
        most = MOST_WALKED if self.then else 2 * enough
        sql = near.format(first=" AND ".join(self.first), then=then) + FOUND
        return sql, {**self.values, "enough": enough, "most": most}

    def _run(self, statement: str, values: dict[str, Any]) -> list[Any]:
        with connections[read_alias()].cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[Any] = cursor.fetchall()
        return rows
