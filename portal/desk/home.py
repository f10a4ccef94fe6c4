"""/staff/: my work by due date, what runs in my region, my region at a glance."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.audit.acting import acting_in
from layers.changes.desks import Place, desks_of, with_persons
from layers.changes.handing import left_behind
from layers.changes.models import ChangeSet, FlowStep, Signature
from layers.roads.lawful import expiry_notice
from layers.staff.scope import Scope, scope_for
from layers.workdays.alarms import missing_years_notice
from layers.workdays.calendar import load_calendar
from portal.desk import glance, letters
from portal.desk.clocks import clocks
from portal.desk.counting import answered
from portal.desk.noun import DESK_NOUNS, reads_content
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
        sets = sets_for(request, scope)
        waiting = steps_for(sets, scope)
        context |= {
            # A parent may help, but what its children can do themselves is not its work.
            "mine": [one for one in waiting if is_mine(one, scope)],
            "helping": [one for one in waiting if not is_mine(one, scope)],
            **own_sets(sets, scope),
            "clocks": clocks(scope, today, calendar),
            "alarm": missing_years_notice(today, calendar.years),
            "roads_alarm": expiry_notice(today) if DESK_NOUNS["roads"].may_edit(scope, None) else None,
        }
        assert scope.user_id is not None
        asked = letters.wanted(scope, today, calendar) | glance.wanted(scope, today)
        with acting_in(request, scope=scope):
            found = answered(scope.user_id, asked)
        context["letters"] = letters.sentences(found, today, calendar)
        context["glance"] = glance.glance(found)
    return render(request, "desk/home.html", context)


def sets_for(request: HttpRequest, scope: Scope) -> list[Any]:
    """All sets of the page in one query: steps that I may take, what I drafted, drafts that nobody can go on with. What I
    drafted is no step of mine."""
    kinds = (
        ChangeSet.objects.waiting_for(request.user, scope)[:SHOWN],
        ChangeSet.objects.filter(author=request.user.pk).not_ended().order_by("-changed_at")[: 2 * SHOWN],
        left_behind(scope)[:SHOWN],
    )
    wanted = Q(pk__in=[])
    for rows in kinds:
        wanted |= Q(pk__in=rows.values("pk"))
    step = FlowStep.objects.filter(pk=OuterRef("next_step"))
    returned = Signature.objects.filter(
        change_set=OuterRef("pk"), round=OuterRef("round"), decision=Signature.Decision.RETURN
    )
    rows = with_persons(ChangeSet.objects.filter(wanted).for_list()).annotate(
        step_code=Subquery(step.values("code")),
        step_name=Subquery(step.values("name")),
        is_returned=Exists(returned),
        why=Subquery(returned.values("comment")[:1]),
    )
    return list(rows.order_by("-changed_at"))


def steps_for(sets: list[Any], scope: Scope) -> list[Waiting]:
    """The most urgent first."""
    steps = [one for one in sets if one.state == ChangeSet.State.IN_REVIEW and one.author_id != scope.user_id]
    steps.sort(key=lambda one: (one.due_on is None, one.due_on or dt.date.max, one.submitted_at, one.pk))
    places = desks_of(steps)
    return [Waiting(one, places[one.pk]) for one in steps]


def is_mine(one: Waiting, scope: Scope) -> bool:
    return any(one.place.region_path == grant.region_path for grant in scope.grants)


def own_sets(sets: list[Any], scope: Scope) -> dict[str, list[Any]]:
    """What I drafted: still with me, sent back to me, on its way, waiting for its hour; and what others left behind."""
    own = [one for one in sets if one.author_id == scope.user_id]
    drafts = [one for one in own if one.state == ChangeSet.State.DRAFT]
    under_way = [one for one in own if one.is_under_way]
    scheduled = [one for one in under_way if one.next_step is None and one.release_at]
    return {
        "left_behind": [
            one for one in sets if one.author_id != scope.user_id and one.state == ChangeSet.State.DRAFT
        ],
        "returned": [one for one in drafts if one.is_returned or one.problem],
        "drafts": [one for one in drafts if not (one.is_returned or one.problem)],
        "scheduled": scheduled,
        "on_their_way": [one for one in under_way if one not in scheduled],
    }
