"""/staff/questions/: what people ask the offices in one's scope, what is due first in front; and one of them with its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.drafting import draft
from layers.changes.errors import NotSeen
from layers.consultations import handling
from layers.consultations.models import TIES, Question, QuestionKind, State
from layers.organisations.models import Organisation
from layers.organisations.named import organisation_named
from layers.personal.reading import masked, read, read_many
from layers.staff.models import READING_ROLES, Role, User
from layers.staff.scope import Scope, scope_for
from layers.workdays.calendar import load_calendar
from portal.desk import sent
from portal.desk.account_steps import user_of
from portal.desk.edit import address
from portal.desk.foi.doing import AndThere
from portal.desk.refusals import only_for
from portal.listing import page_of

PAGE_SIZE = 50
STATES = [("open", "没有答复的"), ("late", "已逾期的"), ("answered", "已答复的")]


@only_for(*READING_ROLES)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """?state=. Raises BadInput."""
    scope, state = scope_for(request), request.GET.get("state", "open")
    if state not in dict(STATES):
        raise BadInput("state", "没有这种状态")
    context: dict[str, Any] = {"state": state, "states": STATES}
    with acting_in(request, scope=scope):
        if state == "answered":
            rows = handling.visible(scope).filter(state=State.ANSWERED).order_by("-answered_at", "-pk")
            page = page_of(rows, request, PAGE_SIZE)
            context |= {"page": page, "rows": list(page)}
        else:
            found = handling.waiting(handling.visible(scope), timezone.localdate(), load_calendar())
            late = [one for one in found if one.late_by]
            context |= {"owed": late if state == "late" else found, "late": len(late)}
    return render(request, "desk/questions/list.html", context)


@only_for(*READING_ROLES)
@require_safe
def question(request: HttpRequest, number: str) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest, number: str, *, full: dict[str, str] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """``full``: the column that was just unmasked. ``more``: what was typed and why it was not taken."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = one(number, scope)
        text, answered, rating_words = read(row, "text", "answer", "rating_words")
        events = sorted(row.events.all(), key=lambda event: event.sequence)
        for event in events:
            event.question = row
        texts = read_many({event.pk: event for event in events if event.text}, "text")
        context = {
            "row": row, "thing": row.thing, "text": text, "answer": answered, "rating_words": rating_words,
            "masked": masked(row, "phone"), "phone": (full or {}).get("phone", ""), "seen": len(events),
            "events": [(event, texts.get(event.pk, ("",))[0]) for event in events],
            "owed": handling.owed(row, timezone.localdate(), load_calendar()),
            "kinds": QuestionKind.objects.all(), "came_from": handling.came_from(row),
            "may_handle": handling.may_handle(scope, row), "may_select": may_select(scope, row), **more,
        }  # fmt: skip
    return render(request, "desk/questions/one.html", context, status=status)


def one(number: str, scope: Scope) -> Question:
    """Raises NotSeen outside of the scope."""
    row = handling.visible(scope).prefetch_related("events__by").filter(number=number).first()
    if row is None:
        raise NotSeen
    return row


to_handle = sent.to_handle(one, handling.may_handle)
unmask_phone = sent.unmasking(to_handle, {"phone": "电话"}, shown)


def may_select(scope: Scope, row: Question) -> bool:
    """个人信息保护法 25: with the consent of who asked. Another person releases it."""
    return (
        row.may_be_selected
        and row.state == State.ANSWERED
        and not row.selected
        and row.erased_at is None
        and scope.covers(Role.EDITOR, row.region.path, row.organisation_id)
    )


@sensitive_post_parameters("reason", "answer")
@only_for(*READING_ROLES)
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    """One of STEPS. Conflict is answered by portal.middleware: 409."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        # First of all: a neighbour learns nothing from what her form lacks.
        row = to_handle(number, scope)
        former = handling.came_from(row)
    try:
        name = request.POST.get("step", "")
        if name not in STEPS:
            raise BadInput("step", "没有这一步")
        take, message = STEPS[name]
        to = named(request.POST.get("to", "")) if name == "transfer" else former
        moves = name in ("transfer", "return") and to is not None
        wider = AndThere((*scope.region_paths, to.region.path)) if moves and to else scope
        with acting_in(request, scope=wider):
            take(row.number, seen_of(request), to, request.POST, user_of(request))
    except BadInput as problem:
        return shown(request, number, status=422, problem=problem.message, typed=request.POST.dict())
    messages.success(request, message)
    with acting_in(request, scope=scope):
        still_mine = handling.visible(scope).filter(number=number).exists()
    return redirect("desk:question", number) if still_mine else redirect("desk:questions")


Take = Callable[[str, int, Organisation | None, Any, User], Any]


def accept(number: str, seen: int, to: Organisation | None, given: Any, by: User) -> None:
    handling.accept(number, seen, given.get("kind", ""), by)


def transfer(number: str, seen: int, to: Organisation | None, given: Any, by: User) -> None:
    assert to is not None
    handling.transfer(number, seen, to, given.get("reason", ""), by)


def send_back(number: str, seen: int, to: Organisation | None, given: Any, by: User) -> None:
    handling.send_back(number, seen, given.get("reason", ""), by)


def answer(number: str, seen: int, to: Organisation | None, given: Any, by: User) -> None:
    handling.answer(number, seen, given.get("answer", ""), by)


STEPS: dict[str, tuple[Take, str]] = {
    "accept": (accept, "已受理"),
    "transfer": (transfer, "已转办"),
    "return": (send_back, "已退回"),
    "answer": (answer, "已答复，群众凭回执可以查到"),
}


def seen_of(request: HttpRequest) -> int:
    given = request.POST.get("seen", "")
    if not given.isdecimal() or len(given) > 4:
        raise BadInput("seen", "请刷新页面再办")
    return int(given)


def named(text: str) -> Organisation:
    """Whichever office of the city: what is handed on leaves one's scope. Raises BadInput("to", …)."""
    found = Organisation.objects.published()
    try:
        return organisation_named(text, found, "to")
    except BadInput as problem:
        if found.filter(name=text.strip()).exists():
            raise
        raise BadInput("to", "没有这个单位，请写全称") from problem


@only_for(*READING_ROLES)
@require_POST
def select(request: HttpRequest, number: str) -> HttpResponse:
    """A draft of its answer for everybody. Nothing that was typed is copied: it is written anew, without the person."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = to_handle(number, scope)
        if not may_select(scope, row) or row.answered_at is None:
            raise BadInput(None, "只有本人同意、已经答复、还没有选登的才能选登，由本单位的编辑员起草")
        known = {
            "organisation": row.organisation.public_id,
            "answered_on": timezone.localdate(row.answered_at).isoformat(),
            **{name: tied.public_id for name in TIES if (tied := getattr(row, name)) is not None},
        }
        made = draft("selected_answer", user_of(request), after=known)
        Question.objects.filter(pk=row.pk).update(selected=made.rows.get().key)
    return redirect(address(made))
