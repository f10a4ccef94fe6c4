"""/staff/item-sources/: systems that hand service items in, what each handed in last, and what became of it.

A security administrator adds a source and gives or takes back its key; a key is shown once, on the answer to that step.
"""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import BadInput
from importers.item_sources import keys
from importers.item_sources.models import ItemSource, Push
from layers.audit.acting import acting_in
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeSet
from layers.staff.models import READING_ROLES, Role
from layers.staff.scope import Scope, scope_for
from portal.desk.account_steps import user_of
from portal.desk.forms.item_source import SourceForm
from portal.desk.refusals import only_for

REGION, ORGANISATION = "assignment__region__path", "assignment__organisation_id"
SECURITY = Role.SECURITY_ADMINISTRATOR
SHOWN_PUSHES = 20


@only_for(*READING_ROLES, SECURITY)
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """The list; a POST by a security administrator adds one."""
    scope = scope_for(request)
    if request.method != "POST":
        return page(request, scope)
    if not scope.has(SECURITY):
        raise NotSeen
    form = SourceForm(request.POST, scope=scope)
    if form.is_valid():
        try:
            with acting_in(request, scope=scope):
                made, key = keys.add(user_of(request), **form.cleaned_data)
        except BadInput as problem:
            form.show(problem)
        else:
            return page(request, scope, made=made, key=key)
    return page(request, scope, 422, form=form)


@only_for(SECURITY)
@require_POST
def renew(request: HttpRequest, key: int) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        source = found(scope, key, [SECURITY])
        told = keys.renew(source)
    return page(request, scope, made=source, key=told)


@only_for(SECURITY)
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    scope = scope_for(request)
    with acting_in(request, scope=scope):
        source = found(scope, key, [SECURITY])
        keys.revoke(source)
    messages.success(request, f"已收回“{source}”的密钥，它不能再推送")
    return redirect("desk:item_sources")


@only_for(*READING_ROLES)
@require_safe
def source(request: HttpRequest, key: int) -> HttpResponse:
    """What it handed in, the newest first, each with its report."""
    one = found(scope_for(request), key, READING_ROLES)
    pushes = one.pushes.select_related("change_set")[:SHOWN_PUSHES]
    context = {
        "source": one,
        "pushes": [(push, conflicts_in(push)) for push in pushes],
        "shown": SHOWN_PUSHES,
    }
    return render(request, "desk/item_sources/one.html", context)


def page(request: HttpRequest, scope: Scope, status: int = 200, **more: Any) -> HttpResponse:
    is_security = scope.has(SECURITY)
    form = more.pop("form", None) or (SourceForm(scope=scope) if is_security else None)
    newest = Push.objects.filter(source=OuterRef("pk")).order_by("-pk")
    rows = visible(scope, [*READING_ROLES, SECURITY]).annotate(
        last_at=Subquery(newest.values("at")[:1]), last_outcome=Subquery(newest.values("outcome")[:1])
    )
    context = {
        "rows": [(row, Push.Outcome(row.last_outcome).label if row.last_outcome else "") for row in rows],
        "form": form,
        "regions": form.listed_regions() if form else (),
        "organisations": form.listed_organisations() if form else (),
        "is_reader": any(scope.has(role) for role in READING_ROLES),
        "is_security": is_security,
        **more,
    }
    return render(request, "desk/item_sources/list.html", context, status=status)


def visible(scope: Scope, roles: Any) -> QuerySet[ItemSource]:
    return scope.rows(ItemSource.objects.for_list(), REGION, ORGANISATION, roles)


def found(scope: Scope, key: int, roles: Any) -> ItemSource:
    """Raises NotSeen."""
    one = visible(scope, roles).filter(pk=key).first()
    if one is None:
        raise NotSeen
    return one


def conflicts_in(push: Push) -> list[dict[str, Any]]:
    return [one for one in push.report["changes"] if one["conflict"]]


def conflicts_of(change_set: ChangeSet) -> list[dict[str, Any]]:
    """What a change set that a source handed in would write over of others' words; asked of those alone."""
    if change_set.kind != ChangeSet.Kind.PUSH:
        return []
    push = Push.objects.filter(change_set=change_set.pk).first()
    return conflicts_in(push) if push else []
