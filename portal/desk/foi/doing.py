"""POST of a step, a transfer, a merger: taken in the name of who asks, or the page again with what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen, Refused
from layers.foi import steps
from layers.foi.events import EventKind
from layers.foi.models import Application
from layers.foi.rules import OF_THE_HEAD
from layers.foi.visible import is_head
from layers.organisations.models import Organisation
from layers.public_ids import parse_public_id
from layers.staff.models import READING_ROLES, User
from layers.staff.scope import Scope, scope_for
from portal.desk.account_steps import user_of
from portal.desk.foi.one import APART, others, shown, to_handle
from portal.desk.foi.step_forms import TITLES, MergeForm, StepForm, TransferForm, form_of
from portal.desk.refusals import only_for


@dataclass(frozen=True)
class AndThere:
    """Who hands an application on acts for this one write in the region that it goes to, as well."""

    region_paths: tuple[str, ...]


@sensitive_post_parameters("text")
@only_for(*READING_ROLES)
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    with acting_in(request, scope=scope_for(request)):
        # First of all: a neighbour learns nothing from what her form lacks.
        to_handle(number, scope_for(request))
    try:
        kind = EventKind(request.POST.get("kind", ""))
    except ValueError:
        raise BadInput("kind", "没有这一步") from None
    if kind in APART:
        raise BadInput("kind", "没有这一步")
    form = form_of(kind, request.POST, files=request.FILES)

    def take(row: Application, by: User) -> None:
        if kind in OF_THE_HEAD and not is_head(scope_for(request), row):
            raise Refused("延期须经公开工作机构负责人同意，由发布岗办理（条例第三十三条）")
        steps.take(row.number, form.cleaned_data["seen"], form.step(), by, getattr(form, "pdf", None))

    return done(request, number, form, take, f"已登记：{TITLES[kind]}")


@only_for(*READING_ROLES)
@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    form = MergeForm(request.POST, auto_id="merged_%s")

    def take(row: Application, by: User) -> None:
        given = form.cleaned_data
        steps.merge(row.number, given["seen"], parse_public_id(given["into"], "into"), by, given["on"])

    return done(request, number, form, take, "已合并")


@only_for(*READING_ROLES)
@require_POST
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """It leaves one's sight with this step, unless one covers the other office, too."""
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        row = to_handle(number, scope)
    form = TransferForm(request.POST, offices=others(row), auto_id="transferred_%s")
    to = (
        Organisation.objects.filter(public_id=request.POST.get("to", "")[:20])
        .select_related("region")
        .first()
    )

    def take(row: Application, by: User) -> None:
        if to is None:
            raise NotSeen
        steps.transfer(row.number, form.cleaned_data["seen"], to, by, form.cleaned_data["on"])

    wider = AndThere((*scope.region_paths, to.region.path)) if to is not None else None
    return done(request, number, form, take, f"已转送{to}", wider)


def done(
    request: HttpRequest,
    number: str,
    form: StepForm,
    take: Callable[[Application, User], None],
    message: str,
    wider: AndThere | None = None,
) -> HttpResponse:
    """Conflict and Refused are answered by portal.middleware: 409 and 403."""
    scope: Scope = scope_for(request)
    try:
        with acting_in(request, scope=wider or scope):
            row = to_handle(number, scope)
            if not form.is_valid():
                return shown_again(request, number, form)
            take(row, user_of(request))
    except BadInput as problem:
        named = {field.name for field in form.visible_fields()}
        form.add_error(problem.parameter if problem.parameter in named else None, problem.message)
        return shown_again(request, number, form)
    messages.success(request, message)
    with acting_in(request, scope=scope):
        still_mine = Application.objects.filter(number=number).exists()
    return redirect("desk:foi_application", number) if still_mine else redirect("desk:foi")


def shown_again(request: HttpRequest, number: str, form: StepForm) -> HttpResponse:
    return shown(request, number, form=form, status=422)
