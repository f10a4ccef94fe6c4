"""/staff/<noun>/<key>/: one record as it is public, what became of it, and the way to change it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from importers.exports.survey import FORMATS, surveys_of
from layers.audit.models import AuditEntry
from layers.audit.trail import READERS, entries_for
from layers.changes.differences import Difference, compared
from layers.changes.errors import NotSeen
from layers.changes.history import compare, history, open_changes
from layers.changes.whole import whole
from layers.documents.models import DocumentVersion
from layers.land.models import Case
from layers.policies.models import Policy
from layers.services.models import ServiceItem
from layers.staff.scope import Scope, scope_for
from portal.desk.forms.layout import LAYOUTS
from portal.desk.noun import DeskNoun, desk_noun

# What the triggers write.
ACTIONS = {"insert": "新增", "update": "修改", "delete": "删除", "truncate": "清空"}
VERSIONS = 20
ENTRIES = 20


@require_safe
def record(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    noun, scope = desk_noun(slug), scope_for(request)
    row = seen(noun, request, key)
    content = whole(noun.noun, key)
    versions = list(history(noun.name, key, request.user, scope)[:VERSIONS])
    may_edit = content is not None and noun.may_edit(scope, row)
    context = {
        "noun": noun,
        "key": key,
        "row": row,
        "fields": compared(noun.noun, None, content) if content is not None else [],
        "is_public": content is not None,
        "public_address": row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
        "versions": versions,
        "compared": two_versions(request, noun, key),
        "open": list(open_changes(noun.name, key, request.user, scope)[:VERSIONS]),
        "may_edit": may_edit and noun.name in LAYOUTS,
        "may_withdraw": may_edit and noun.is_taken_back,
        "pages": noun.pages_of(scope, row) if may_edit else (),
        "surveys": len(surveys_of(row)) if isinstance(row, Case) else None,
        "survey_formats": FORMATS,
        "documents": documents_of(row) if type(row) in SHOWN_BY else [],
        "trail": trail(scope, noun, row),
    }  # fmt: skip
    return render(request, "desk/record.html", context)


# By which way a version belongs to a record with files.
SHOWN_BY = {
    Case: "document__case_documents__case",
    Policy: "document__policy_files__policy",
    ServiceItem: "document__item_files__item",
}


def documents_of(row: Case | Policy | ServiceItem) -> list[DocumentVersion]:
    """What the record shows or showed, for the pages where a leak is removed."""
    shown = DocumentVersion.objects.ever_published().filter(**{SHOWN_BY[type(row)]: row})
    return list(shown.order_by("document", "-number").distinct("document"))


def trail(scope: Scope, noun: DeskNoun, row: Any) -> list[tuple[str, AuditEntry]] | None:
    """What an auditor sees of it; None for all others."""
    if not any(grant.role in READERS for grant in scope.grants):
        return None
    entries = entries_for(scope.grants).filter(noun=noun.model._meta.db_table, keys__contains=[str(row.pk)])
    return [(ACTIONS.get(entry.action, entry.action), entry) for entry in entries[:ENTRIES]]


def seen(noun: DeskNoun, request: HttpRequest, key: str) -> Any:
    """The row, withdrawn ones too. Raises NotSeen outside of the scope."""
    try:
        stored = noun.noun.stored_keys([noun.noun.canonical_key(key)])[0]
    except BadInput:
        raise Http404("没有找到，编号可能输错") from None
    row = noun.rows(scope_for(request)).filter(**{noun.noun.key: stored}).first()
    if row is None:
        raise NotSeen
    return row


def two_versions(request: HttpRequest, noun: DeskNoun, key: str) -> list[Difference] | None:
    """?older=…&newer=…: what is different between two of its versions. Raises BadInput, NotSeen."""
    if "older" not in request.GET:
        return None
    try:
        older, newer = (int(request.GET.get(name, "")) for name in ("older", "newer"))
    except ValueError:
        raise BadInput("older", "请选择两个版本") from None
    if not all(0 < version < 2**63 for version in (older, newer)):
        raise NotSeen
    return compare(noun.name, key, older, newer, request.user, scope_for(request))
