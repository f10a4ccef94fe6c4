"""/staff/: my work by due date, what runs in my region, my region at a glance."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.changes.desks import Place, desks_of, with_persons
from layers.changes.handing import left_behind
from layers.changes.models import ChangeSet, FlowStep, Signature
from layers.staff.scope import Scope, scope_for
from layers.workdays.alarms import missing_years_notice
from layers.workdays.calendar import load_calendar
from portal.desk.clocks import clocks
from portal.desk.foi.alarm import alarm
from portal.desk.glance import glance
from portal.desk.nouns import reads_content
from portal.desk.sessions import previous_login

SHOWN = 30


@dataclass(frozen=True)
class Waiting:
    """A step that I may take; ``place`` is whose it is first of all."""

    set: Any
    place: Place

    @property
    def is_handed_up(self) -> bool:
        return self.place.is_handed_up

    @property
    def value(self) -> str:
        """What a tick of the batch carries: the set, the step and the hash that the list has seen."""
        return f"{self.set.public_id} {self.set.step_code} {self.set.content_hash}"

    @property
    def sentence(self) -> str:
        return self.place.sentence(self.set.step_name, self.set.region.name)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    scope, today = scope_for(request), timezone.localdate()
    context: dict[str, Any] = {"previous": previous_login(request), "today": today}
    if reads_content(scope):
        calendar = load_calendar()
        waiting = steps_for(request, scope)
        context |= {
            # A parent may help, but what its children can do themselves is not its work.
            "mine": [one for one in waiting if is_mine(one, scope)],
            "helping": [one for one in waiting if not is_mine(one, scope)],
            **own_sets(request),
            "left_behind": list(left_behind(scope)[:SHOWN]),
            "clocks": clocks(scope, today, calendar),
            "alarm": missing_years_notice(today, calendar.years),
            "foi_alarm": alarm(request, scope, today, calendar),
            "glance": glance(scope, today),
        }
    return render(request, "desk/home.html", context)


def steps_for(request: HttpRequest, scope: Scope) -> list[Waiting]:
    """The most urgent first."""
    rows = ChangeSet.objects.waiting_for(request.user, scope).for_list()
    step = FlowStep.objects.filter(pk=OuterRef("next_step"))
    named = with_persons(rows).annotate(
        step_code=Subquery(step.values("code")), step_name=Subquery(step.values("name"))
    )
    sets = list(named[:SHOWN])
    places = desks_of(sets)
    return [Waiting(one, places[one.pk]) for one in sets]


def is_mine(one: Waiting, scope: Scope) -> bool:
    return any(one.place.region_path == grant.region_path for grant in scope.grants)


def own_sets(request: HttpRequest) -> dict[str, list[Any]]:
    """What I drafted: still with me, sent back to me, on its way, waiting for its hour."""
    returned = Signature.objects.filter(
        change_set=OuterRef("pk"), round=OuterRef("round"), decision=Signature.Decision.RETURN
    )
    rows = ChangeSet.objects.filter(author=request.user.pk).not_ended().for_list()
    comment = Subquery(returned.values("comment")[:1])
    sets: list[Any] = list(
        rows.with_step()
        .annotate(is_returned=Exists(returned), why=comment)
        .order_by("-changed_at")[: 2 * SHOWN]
    )
    drafts = [one for one in sets if one.state == ChangeSet.State.DRAFT]
    under_way = [one for one in sets if one.is_under_way]
    scheduled = [one for one in under_way if one.next_step is None and one.release_at]
    return {
        "returned": [one for one in drafts if one.is_returned or one.problem],
        "drafts": [one for one in drafts if not (one.is_returned or one.problem)],
        "scheduled": scheduled,
        "on_their_way": [one for one in under_way if one not in scheduled],
    }
