"""/staff/accounts/: the people of a security administrator's region. The rules are in layers.staff.accounts."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.audit.trail import page_of, trail_of_rows
from layers.changes.errors import NotSeen
from layers.staff import lockout
from layers.staff.accounts import people_of
from layers.staff.models import Assignment, Deputy, Role, User
from layers.staff.scope import scope_for
from portal.desk.audit import told
from portal.desk.refusals import only_for

PAGE = 50
TRAIL = 15
LONGEST_SEARCH = 60
STATES = {"": "全部", "active": "在用", "disabled": "已停用"}


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """By user name, a page at a time; ?q= in name and user name, ?state=, ?after= the last one of the page before."""
    query, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    if len(query) > LONGEST_SEARCH:
        raise BadInput("q", f"最多 {LONGEST_SEARCH} 个字")
    if state not in STATES:
        raise BadInput("state", "没有这种状态")
    people = people_of(scope_for(request))
    if query:
        people = people.filter(Q(username__icontains=query) | Q(display_name__icontains=query))
    if state:
        people = people.filter(is_active=state == "active")
    rows = list(_listed(people).filter(username__gt=request.GET.get("after", ""))[: PAGE + 1])
    context = {
        "people": rows[:PAGE],
        "count": people.count(),
        "after": rows[PAGE - 1].username if len(rows) > PAGE else "",
        "query": query,
        "state": state,
        "states": STATES.items(),
    }
    return render(request, "desk/accounts.html", context)


@only_for(Role.SECURITY_ADMINISTRATOR)
@require_safe
def account_page(request: HttpRequest, key: int) -> HttpResponse:
    return one(request, person_of(request, key))


def one(
    request: HttpRequest, person: User, *, problem: BadInput | None = None, password: str = ""
) -> HttpResponse:
    """The page of one account; with a problem of the step that was tried, or with a password, to be told once."""
    assignments = list(
        person.assignments.select_related("region", "organisation")
        .defer("region__area", "region__public_area")
        .order_by("-valid_from", "-pk")
    )
    mine = Q(assignment__user=person) | Q(user=person)
    deputies = list(
        Deputy.objects.filter(mine)
        .select_related("user", "assignment__user", "assignment__region", "assignment__organisation")
        .defer("assignment__region__area", "assignment__region__public_area")
        .order_by("-valid_from", "-pk")
    )
    parts: dict[str | type[Model], Iterable[object]] = {
        User: [person.pk],
        Assignment: [held.pk for held in assignments],
        Deputy: [deputy.pk for deputy in deputies],
    }
    entries, _ = page_of(trail_of_rows(parts), size=TRAIL)
    context = {
        "person": person,
        "assignments": assignments,
        "deputies": deputies,
        "today": timezone.localdate(),
        "is_self": person.pk == request.user.pk,
        "is_locked": lockout.is_locked(
            lockout.of_account(person.username), lockout.of_second_factor(person.pk)
        ),
        "second_factor": getattr(person, "second_factor", None),
        "entries": [told(entry) for entry in entries],
        "problem": problem,
        "password": password,
    }
    return render(request, "desk/account_one.html", context, status=400 if problem else 200)


def person_of(request: HttpRequest, key: int) -> User:
    """Raises NotSeen for who holds nothing where the security administrator looks after people."""
    person = people_of(scope_for(request)).select_related("second_factor").filter(pk=key).first()
    if person is None:
        raise NotSeen
    return person


def back_to(request: HttpRequest, person: User, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("desk:account_page", person.pk)


def _listed(people: QuerySet[User]) -> QuerySet[User]:
    today = timezone.localdate()
    present: QuerySet[Assignment] = (
        Assignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("region", "organisation")
        .defer("region__area", "region__public_area")
        .order_by("pk")
    )
    held: Any = Prefetch("assignments", present, to_attr="present")
    return people.prefetch_related(held).order_by("username")
