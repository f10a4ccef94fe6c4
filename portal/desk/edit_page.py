"""The form of a record in a draft: which one it is, and its page."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from layers.changes.aggregate import Noun, Snapshot, noun_of
from layers.changes.differences import compared
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.scoping import found
from layers.staff.scope import scope_for
from portal.desk.forms.fields import Editor
from portal.desk.forms.form import NounForm
from portal.desk.forms.layout import LAYOUTS, Layout
from portal.map_options import map_options

State = ChangeSet.State


@dataclass(frozen=True)
class Draft:
    """One record of one's own draft, as it is now."""

    change_set: ChangeSet
    row: ChangeRow
    noun: Noun
    layout: Layout

    @property
    def content(self) -> Snapshot:
        found: Snapshot | None = self.row.after
        assert found is not None
        return found

    @property
    def is_open(self) -> bool:
        return self.change_set.state in (State.DRAFT, State.IN_REVIEW)


def opened(request: HttpRequest, public_id: str, noun: str, key: str) -> Draft:
    """Raises NotSeen outside of the scope, Http404 for a withdrawal and for a noun without a form."""
    scope = scope_for(request)
    seen = ChangeSet.objects.visible_to(request.user, scope).filter(public_id=public_id)
    rows = ChangeRow.objects.filter(change_set__in=seen, after__isnull=False)
    rows = rows.select_related("change_set__region", "change_set__organisation")
    rows = rows.defer("change_set__region__area", "change_set__region__public_area").order_by("seq")
    row = (rows.filter(noun=noun, key=key) if noun else rows).first()
    if row is None or row.noun not in LAYOUTS:
        found(public_id, request.user, scope)
        raise Http404("没有可以编辑的内容")
    return Draft(row.change_set, row, noun_of(row.noun), LAYOUTS[row.noun])


def editor_of(request: HttpRequest) -> Editor:
    return Editor(request.user, scope_for(request))


def page(
    request: HttpRequest, draft: Draft, form: NounForm, *, status: int = 200, content: Snapshot | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """``content`` is what the sentences and the map are about: the draft, where nothing else is said."""
    content = draft.content if content is None else content
    around = draft.layout.context(content, form.editor)
    unconfirmed = draft.layout.confirm(content, form.editor)
    context = {
        "change_set": draft.change_set,
        "row": draft.row,
        "noun": draft.noun,
        "form": form,
        "errors": form.errors,
        "hash": draft.change_set.content_hash,
        "preview": draft.layout.preview(content, form.editor),
        "unconfirmed": unconfirmed,
        "confirm_mark": mark_of(unconfirmed),
        "is_confirmed": request.POST.get("confirmed") == mark_of(unconfirmed),
        "confirm_reason": request.POST.get("confirm_reason", "")[:300],
        "has_map": any(group.has_map for group in draft.layout.groups),
        "map_options": map_options(label=draft.layout.map_label, view=around.get("areas_view")),
        "records": list(draft.change_set.rows.filter(after__isnull=False)[:50])
        if draft.change_set.row_count > 1
        else [],
        **around,
        **more,
    }
    return render(request, "desk/edit.html", context, status=status)


def conflict(
    request: HttpRequest, draft: Draft, form: NounForm, after: Snapshot, reason: str
) -> HttpResponse:
    """409: what was typed stays in the form, what is saved by now stands beside it."""
    differences = compared(draft.noun, draft.content, after)
    return page(
        request, draft, form, status=409, note=reason, differences=differences, is_closed=not draft.is_open
    )


def mark_of(warnings: list[str]) -> str:
    """What the box says that confirms them: a warning that comes later is confirmed anew."""
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:16]
