"""Who of the staff sees and handles which application: the office that it is addressed to, and those above it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from layers.foi.clocks import Reckoning
from layers.foi.models import OPEN, Application
from layers.foi.steps import standing_of
from layers.organisations.models import Organisation
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope
from layers.workdays.calendar import WorkCalendar

HANDLERS = (Role.EDITOR, Role.PUBLISHER)
# So many are reckoned for one page; what lies longest comes first.
MOST_OPEN = 500


def visible(scope: Scope) -> QuerySet[Application]:
    """To be read inside ``acting`` with the scope: elsewhere the database shows none."""
    rows = scope.rows(Application.objects.all(), roles=READING_ROLES)
    return rows.select_related("organisation", "region", "personal_key").defer(
        "region__area", "region__public_area", "region__label_point"
    )


def may_handle(scope: Scope, row: Application) -> bool:
    return any(scope.covers(role, row.region.path, row.organisation_id) for role in HANDLERS)


def is_head(scope: Scope, row: Application) -> bool:
    """条例 33: whose consent an extension needs."""
    return scope.covers(Role.PUBLISHER, row.region.path, row.organisation_id)


def offices_of(scope: Scope) -> QuerySet[Organisation]:
    """The organisations for which somebody may enter an application."""
    return scope.rows(Organisation.objects.published(), organisation="pk", roles=HANDLERS).filter(
        foi_offices__withdrawn_at=None, foi_offices__mode__in=("full", "intake")
    )


@dataclass(frozen=True)
class Waiting:
    """An open application with its clock. ``last_day``: by when something is owed, whoever owes it."""

    row: Application
    found: Reckoning
    last_day: dt.date | None
    late_by: int


def waiting(rows: QuerySet[Application], today: dt.date, calendar: WorkCalendar) -> list[Waiting]:
    """The open ones, what is due first in front. Two queries."""
    found = []
    for row in rows.filter(state__in=OPEN).order_by("created_at").prefetch_related("events")[:MOST_OPEN]:
        reckoning = standing_of(row, today, calendar).found
        due = reckoning.due or reckoning.waits_until
        found.append(Waiting(row, reckoning, due.date if due else None, reckoning.late_by(today, calendar)))
    # Not confirmed yet: nothing runs, and it is to be confirmed the same day, so it comes first.
    return sorted(found, key=lambda one: (one.last_day or dt.date.min, one.row.created_at))
