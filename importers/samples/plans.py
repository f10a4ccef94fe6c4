"""Which cases there shall be: where, under which law, of which kind, and what state they are in today."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from importers.samples.city import City
from importers.samples.course import Course, play
from layers.land.models import Regime
from layers.regions.models import Region
from layers.workdays.work_calendar import WorkCalendar


class Flavour(StrEnum):
    """What a case is meant to show."""

    ORDINARY = "ordinary"
    PRE_NOTICE_OPEN = "pre_notice_open"
    PLAN_NOTICE_OPEN = "plan_notice_open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    OVERDUE = "overdue"
    ANNOUNCED_LATE = "announced_late"
    HEARING = "hearing"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


# The present procedure shows all of them in turn; the ordinary ones are finished or under way.
CYCLE = [
    Flavour.PLAN_NOTICE_OPEN,
    Flavour.ORDINARY,
    Flavour.PRE_NOTICE_OPEN,
    Flavour.HEARING,
    Flavour.ORDINARY,
    Flavour.APPROVED,
    Flavour.ORDINARY,
    Flavour.OVERDUE,
    Flavour.SUBMITTED,
    Flavour.ORDINARY,
    Flavour.ANNOUNCED_LATE,
    Flavour.TERMINATED,
    Flavour.ORDINARY,
]
# What the showcase town has besides: its first village has the first five.
SHOWCASE: list[tuple[Regime, Flavour]] = [
    (Regime.FROM_2021, Flavour.PLAN_NOTICE_OPEN),
    (Regime.FROM_2021, Flavour.ANNOUNCED_LATE),
    (Regime.TRANSITION, Flavour.ORDINARY),
    (Regime.FROM_2004, Flavour.ORDINARY),
    (Regime.PRE_2004, Flavour.ORDINARY),
    (Regime.FROM_2021, Flavour.PRE_NOTICE_OPEN),
    (Regime.FROM_2021, Flavour.WITHDRAWN),
    (Regime.FROM_2021, Flavour.ORDINARY),
    (Regime.FROM_2021, Flavour.APPROVED),
    (Regime.FROM_2004, Flavour.ORDINARY),
]
OF_FIRST_VILLAGE = 5
LAND = [regime for regime in Regime if regime != Regime.HOUSES]
SPANS = {
    Regime.PRE_2004: (dt.date(1999, 3, 1), dt.date(2004, 3, 1)),
    Regime.FROM_2004: (dt.date(2005, 1, 10), dt.date(2019, 3, 1)),
    Regime.TRANSITION: (dt.date(2020, 1, 8), dt.date(2021, 7, 20)),
}
R4_BEGAN = dt.date(2021, 9, 6)
# Surveys are digital since about then; older records name their villages only.
DIGITAL_SINCE = 2013
LOOK_BACK_DAYS = 500
WALKS = 20


@dataclass(frozen=True)
class Plan:
    county: Region
    village: Region
    regime: Regime
    flavour: Flavour
    is_project: bool
    has_survey: bool
    course: Course


def make_plans(city: City, calendar: WorkCalendar) -> Iterator[Plan]:
    """The cases of the showcase town first, then county by county."""
    stream = city.draws.stream("plans")
    villages = city.children.get(city.showcase_town.pk, [])
    for number, (regime, flavour) in enumerate(SHOWCASE):
        village = villages[0 if number < OF_FIRST_VILLAGE else number % len(villages)]
        yield _plan(city, village, regime, flavour, calendar, stream)
    turn = 0
    for county in city.counties:
        towns = city.children.get(county.pk, [])
        for regime in LAND:
            count = max(1, round(city.settings["cases_per_county"][regime.value] * city.scale))
            for _ in range(count):
                village = stream.choice(city.children[stream.choice(towns).pk])
                flavour = Flavour.ORDINARY
                if regime == Regime.FROM_2021:
                    flavour = CYCLE[turn % len(CYCLE)]
                    turn += 1
                yield _plan(city, village, regime, flavour, calendar, stream)
    yield from _houses(city, calendar)


def _houses(city: City, calendar: WorkCalendar) -> Iterator[Plan]:
    """The acquisitions of houses; the first lies open for opinions, in the showcase town."""
    stream = city.draws.stream("houses")
    count = max(1, round(city.settings["cases_per_county"][Regime.HOUSES.value] * city.scale))
    for county in city.counties:
        towns = city.children.get(county.pk, [])
        own = [town for town in towns if town.pk == city.showcase_town.pk] or [stream.choice(towns)]
        for number in range(count):
            village = city.children[(own if number == 0 else towns)[0].pk][number]
            # 12 days ago the plan was laid open; the others were decided long since.
            days = 16 if number == 0 else stream.randint(200, 600)
            start = city.today - dt.timedelta(days=days)
            course = play(Regime.HOUSES, start, calendar, stream).until(city.today)
            yield Plan(county, village, Regime.HOUSES, Flavour.ORDINARY, False, False, course)


def _plan(
    city: City, village: Region, regime: Regime, flavour: Flavour, calendar: WorkCalendar, stream: Random
) -> Plan:
    course = make_course(regime, flavour, city.today, calendar, stream)
    old = regime in (Regime.PRE_2004, Regime.FROM_2004)
    has_survey = not old or (course.began_on.year >= DIGITAL_SINCE and stream.random() < 0.6)
    county = city.by_key[city.by_key[village.manage_parent_id or 0].manage_parent_id or 0]
    return Plan(county, village, regime, flavour, stream.random() < 0.3, has_survey, course)


def make_course(
    regime: Regime, flavour: Flavour, today: dt.date, calendar: WorkCalendar, stream: Random
) -> Course:
    """The dates up to today."""
    if regime in SPANS:
        first, last = SPANS[regime]
        start = first + dt.timedelta(days=stream.randrange((last - first).days))
        return play(regime, start, calendar, stream).until(today)
    if flavour in (Flavour.ORDINARY, Flavour.HEARING, Flavour.ANNOUNCED_LATE, Flavour.WITHDRAWN):
        finished = 420 if flavour == Flavour.ANNOUNCED_LATE else 60
        start = R4_BEGAN + dt.timedelta(days=stream.randrange((today - R4_BEGAN).days - finished))
        late_by = stream.randint(2, 9) if flavour == Flavour.ANNOUNCED_LATE else 0
        hearing = flavour == Flavour.HEARING
        return play(regime, start, calendar, stream, late_by=late_by, hearing=hearing).until(today)
    seed = stream.getrandbits(32)
    # A state of few days may fall between two starts of one walk on a certain day; another walk has it.
    found = (_course_in_state(flavour, today, calendar, seed + walk) for walk in range(WALKS))
    course = next((course for course in found if course is not None), None)
    if course is None:
        raise LookupError(f"no course is {flavour} on {today}")
    return course


def _course_in_state(flavour: Flavour, today: dt.date, calendar: WorkCalendar, seed: int) -> Course | None:
    """Begun ever earlier until today finds it in the state; the same seed walks the same way each time."""
    late_by = 14 if flavour == Flavour.OVERDUE else 0
    offset = Random(seed).randrange(4)  # noqa: S311
    for days in range(3 + offset, LOOK_BACK_DAYS):
        start = today - dt.timedelta(days=days)
        course = play(Regime.FROM_2021, start, calendar, Random(seed), late_by=late_by).until(today)  # noqa: S311
        if is_in_state(course, flavour, today, calendar):
            return course
    return None


def is_in_state(course: Course, flavour: Flavour, today: dt.date, calendar: WorkCalendar) -> bool:
    codes = [step.code for step in course.steps]
    last = course.steps[-1]
    if flavour == Flavour.PRE_NOTICE_OPEN:
        return codes[0] == "PRE_NOTICE" and course.steps[0].closed_on is None
    if flavour == Flavour.PLAN_NOTICE_OPEN:
        plan = course.on("PLAN_NOTICE")
        # With at least five days left to say something.
        return plan is not None and 8 <= (today - plan).days <= 25 and "AGREEMENT" not in codes
    if flavour in (Flavour.SUBMITTED, Flavour.TERMINATED):
        return last.code == "SUBMIT"
    if last.code != "APPROVAL" or course.received_on is None:
        return False
    limit = calendar.deadline(course.received_on, 15, "working").date
    return today > limit if flavour == Flavour.OVERDUE else today < limit
