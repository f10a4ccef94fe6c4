"""Who of the staff sees which: the office of the case and those above it, and the town and village of who wrote.

A village clerk sees that something came and how far it is, not who said what: the one who complains lives next door.
"""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db.models import Q, QuerySet

from layers.land.models import Case, CaseVillage
from layers.objections.models import WAITING, Objection
from layers.regions.models import Level
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope
from layers.workdays.calendar import Deadline, WorkCalendar

HANDLERS = (Role.EDITOR, Role.PUBLISHER)


def visible(scope: Scope) -> QuerySet[Objection]:
    """To be read inside ``acting`` with the scope: elsewhere the database shows none."""
    of_case = scope.rows(Objection.objects.all(), "case__county__path", "case__organisation_id")
    of_place = Q(pk__in=[])
    for path in scope.paths_below(Level.COUNTY, READING_ROLES):
        of_place |= Q(region__path__startswith=path)
    rows = of_case | Objection.objects.filter(of_place)
    return rows.select_related("case", "region", "personal_key").defer(
        "case__public_area", "region__area", "region__public_area", "region__label_point"
    )


def cases_of(scope: Scope) -> QuerySet[Case]:
    """The cases about which somebody may enter a letter: of one's office, or with a village of one's town."""
    of_case = scope.rows(Case.objects.all(), "county__path", "organisation_id")
    of_place = Q(pk__in=[])
    for path in scope.paths_below(Level.COUNTY, READING_ROLES):
        of_place |= Q(pk__in=CaseVillage.objects.filter(village__path__startswith=path).values("case"))
    return (of_case | Case.objects.filter(of_place)).defer("public_area")


def may_read(scope: Scope, row: Objection) -> bool:
    """What was said, by whom (masked), and the answer."""
    return _covers(scope, row.case, row.region.path, READING_ROLES)


def may_handle(scope: Scope, row: Objection) -> bool:
    """Unmask, answer, send on."""
    return _covers(scope, row.case, row.region.path, HANDLERS)


def may_enter(scope: Scope, case: Case, region_path: str) -> bool:
    return _covers(scope, case, region_path, HANDLERS)


def _covers(scope: Scope, case: Case, region_path: str, roles: Collection[Role]) -> bool:
    if any(scope.covers(role, case.county.path, case.organisation_id) for role in roles):
        return True
    return any(region_path.startswith(path) for path in _towns(scope, roles))


def _towns(scope: Scope, roles: Collection[Role]) -> list[str]:
    return [path for path in scope.paths_below(Level.COUNTY, roles) if path.count("/") == Level.TOWN]


def waiting_for(scope: Scope) -> QuerySet[Objection]:
    """Those that wait for an answer by who asks: ``may_handle`` as SQL, to be asked inside ``acting``."""
    of_case = Q(
        pk__in=scope.rows(Objection.objects.all(), "case__county__path", "case__organisation_id", HANDLERS)
    )
    of_town = Q(pk__in=[])
    for path in _towns(scope, HANDLERS):
        of_town |= Q(region__path__startswith=path)
    return Objection.objects.filter(of_case | of_town, state__in=WAITING, erased_at__isnull=True)


def due(row: Objection, calendar: WorkCalendar) -> Deadline:
    """By when an answer is owed: no law says so, the city's setting does."""
    return calendar.deadline(row.received_on, settings.OBJECTION_ANSWER_WORKING_DAYS, "working")


def is_overdue(row: Objection, today: dt.date, calendar: WorkCalendar) -> bool:
    return row.state in WAITING and due(row, calendar).date < today


def overdue_since(today: dt.date, calendar: WorkCalendar) -> dt.date:
    """What came on that day or before and is not answered is overdue."""
    day, left = today, settings.OBJECTION_ANSWER_WORKING_DAYS
    while left:
        day -= dt.timedelta(days=1)
        left -= calendar.is_working_day(day, strict=False)
    return day - dt.timedelta(days=1)
