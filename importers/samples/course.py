"""When each step of a case took place: lawful dates, reckoned with the working-day calendar.

A course is played from its first document to the end; what lies after today has not happened yet. The days in
``HISTORY`` have no calendar (before 2004): there a week has five working days.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from layers.land.models import Regime
from layers.workdays.work_calendar import WorkCalendar

ONE_DAY = dt.timedelta(days=1)
PRE_NOTICE_DAYS = 10
PLAN_DAYS = 30
FINAL_NOTICE_DAYS = 15
OLD_NOTICE_DAYS = 10


@dataclass
class Step:
    """``closed_on`` is the day after the last day of a notice, or the last day of a registration."""

    code: str
    posted_on: dt.date
    closed_on: dt.date | None = None


@dataclass
class Course:
    began_on: dt.date
    steps: list[Step] = field(default_factory=list)
    approved_on: dt.date | None = None
    received_on: dt.date | None = None

    def until(self, today: dt.date) -> "Course":
        """What has happened by ``today``; a notice that still lies open has not been closed."""
        happened = Course(self.began_on)
        for step in self.steps:
            if step.posted_on <= today:
                # A registration announces its last day beforehand; a notice is closed when it is over.
                known = step.code == "REGISTER" or (step.closed_on is not None and step.closed_on <= today)
                happened.steps.append(Step(step.code, step.posted_on, step.closed_on if known else None))
        if self.approved_on and self.received_on and self.received_on <= today:
            happened.approved_on, happened.received_on = self.approved_on, self.received_on
        else:
            happened.steps = [step for step in happened.steps if step.code != "APPROVAL"]
        return happened

    def on(self, code: str) -> dt.date | None:
        return next((step.posted_on for step in self.steps if step.code == code), None)


class Clock:
    """A day that only moves forward, and the calendar that counts it."""

    def __init__(self, day: dt.date, calendar: WorkCalendar, stream: Random) -> None:
        self._calendar = calendar
        self._stream = stream
        self.day = self._to_working_day(day)

    def wait(self, least: int, most: int) -> dt.date:
        """Go on by some calendar days, then to a working day."""
        self.day = self._to_working_day(self.day + ONE_DAY * self._stream.randint(least, most))
        return self.day

    def working(self, count: int) -> dt.date:
        """The last day of ``count`` working days from today; the clock stays."""
        return self._calendar.deadline(self.day, count, "working").date

    def calendar_days(self, count: int) -> dt.date:
        """The last day of ``count`` days from today, put off to a working day; the clock stays."""
        return self._calendar.deadline(self.day, count, "calendar", True).date

    def go_to(self, day: dt.date) -> dt.date:
        self.day = self._to_working_day(day)
        return self.day

    def _to_working_day(self, day: dt.date) -> dt.date:
        while not self._calendar.is_working_day(day, strict=False):
            day += ONE_DAY
        return day


def play(
    regime: Regime,
    start: dt.date,
    calendar: WorkCalendar,
    stream: Random,
    *,
    late_by: int = 0,
    hearing: bool = False,
) -> Course:
    """The full course of a case that began on ``start``; ``late_by``: working days that the notice comes late."""
    clock = Clock(start, calendar, stream)
    course = Course(clock.day)
    if regime in (Regime.PRE_2004, Regime.FROM_2004):
        _old(regime, course, clock, stream, late_by)
    elif regime == Regime.HOUSES:
        _houses(course, clock)
    else:
        _present(regime, course, clock, stream, late_by, hearing)
    return course


def _old(regime: Regime, course: Course, clock: Clock, stream: Random, late_by: int) -> None:
    steps = course.steps
    if regime == Regime.FROM_2004:
        steps.append(Step("NOTIFY", clock.day))
        steps.append(Step("CONFIRM", clock.wait(7, 25)))
        clock.wait(10, 40)
    steps.append(Step("SUBMIT", clock.day))
    _approve(course, clock, (60, 150))
    first = clock.go_to(clock.working(stream.randint(3, OLD_NOTICE_DAYS) + late_by))
    steps.append(Step("FIRST_NOTICE", first))
    steps.append(Step("REGISTER", clock.wait(1, 3), clock.day + ONE_DAY * 15))
    second = clock.wait(18, 34)
    steps.append(Step("SECOND_NOTICE", second, clock.working(10) + ONE_DAY))
    clock.go_to(clock.working(10) + ONE_DAY)
    steps.append(Step("PAYMENT", clock.wait(10, 60)))


def _present(
    regime: Regime, course: Course, clock: Clock, stream: Random, late_by: int, hearing: bool
) -> None:
    steps = course.steps
    if regime == Regime.FROM_2021:
        end = clock.working(PRE_NOTICE_DAYS) + ONE_DAY
        steps.append(Step("PRE_NOTICE", clock.day, end))
        steps.append(Step("SURVEY", clock.wait(2, 5)))
        steps.append(Step("RISK", clock.wait(3, 7)))
        clock.go_to(max(end, clock.day) + ONE_DAY * stream.randint(1, 8))
    else:
        steps.append(Step("SURVEY", clock.day))
        steps.append(Step("RISK", clock.wait(5, 15)))
        clock.wait(5, 15)
    posted, end = clock.day, clock.calendar_days(PLAN_DAYS) + ONE_DAY
    steps.append(Step("PLAN_NOTICE", posted, end))
    if hearing:
        steps.append(Step("HEARING", clock.go_to(posted + ONE_DAY * 24)))
    register = clock.go_to(max(posted + ONE_DAY * 10, clock.day))
    steps.append(Step("REGISTER", register, end - ONE_DAY))
    clock.go_to(end)
    steps.append(Step("AGREEMENT", clock.wait(3, 12)))
    steps.append(Step("SUBMIT", clock.wait(10, 40)))
    _approve(course, clock, (40, 120))
    steps.append(
        Step("FINAL_NOTICE", clock.go_to(clock.working(stream.randint(4, FINAL_NOTICE_DAYS) + late_by)))
    )
    steps.append(Step("PAYMENT", clock.wait(15, 60)))
    steps.append(Step("HANDOVER", clock.wait(10, 45)))


def _houses(course: Course, clock: Clock) -> None:
    """国有土地上房屋征收与补偿条例 10 to 29."""
    steps = course.steps
    steps.append(Step("SURVEY", clock.day))
    posted, end = clock.wait(3, 4), clock.calendar_days(PLAN_DAYS) + ONE_DAY
    steps.append(Step("PLAN_NOTICE", posted, end))
    clock.go_to(end)
    steps.append(Step("FEEDBACK", clock.wait(3, 8)))
    steps.append(Step("RISK", clock.wait(2, 6)))
    steps.append(Step("FINAL_NOTICE", clock.wait(5, 15)))
    steps.append(Step("VALUER", clock.wait(5, 12)))
    steps.append(Step("VALUES", clock.wait(15, 30)))
    steps.append(Step("AGREEMENT", clock.wait(10, 25)))
    steps.append(Step("HANDOVER", clock.wait(30, 60)))
    steps.append(Step("RESULTS", clock.wait(10, 30)))
    steps.append(Step("AUDIT", clock.wait(30, 90)))


def _approve(course: Course, clock: Clock, days: tuple[int, int]) -> None:
    course.approved_on = clock.wait(*days)
    course.steps.append(Step("APPROVAL", clock.day))
    course.received_on = clock.wait(2, 9)
