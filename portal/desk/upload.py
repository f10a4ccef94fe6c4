"""Files into a draft: one by one from a script (/staff/changes/<id>/files), or with the form of the record."""

import re
from typing import Any

from django.http import HttpRequest, JsonResponse, QueryDict
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import noun_of
from layers.changes.attaching import Handed, attach, receive
from layers.changes.attachment import Attachment
from layers.changes.case_files import default_audience
from layers.changes.errors import Conflict, Refused
from layers.changes.models import ChangeSet
from layers.changes.scoping import found
from layers.land.models import DocumentKind
from layers.staff.scope import scope_for
from portal.desk.files import of_attachment
from portal.middleware import record_refusal

REPLACING = re.compile(r"((?:case_documents|policy_files|item_files)-[a-z0-9]{1,12})-version_file", re.ASCII)


@require_POST
def files(request: HttpRequest, public_id: str) -> JsonResponse:
    """One file, by a script. Answers what its row shall say and the hash that the draft has now."""
    own = found(public_id, request.user, scope_for(request))
    if own.author_id != request.user.pk:
        record_refusal(request, "只有起草人可以上传文件")
        return JsonResponse({"message": "只有起草人可以上传文件"}, status=403)
    given = {name: request.POST.get(name, "") for name in ("noun", "key", "document", "hash")}
    try:
        noun_of(given["noun"])
        if given["hash"] != own.content_hash:
            raise Conflict("没有上传：这份草稿在别的窗口里改过，请刷新后再传")
        if len(sent := request.FILES.getlist("file")) != 1:
            raise BadInput("file", "请选择一个文件")
        handed = receive(sent[0], sent[0].name or "")
        saved, made, kind = put_file(request, own.public_id, handed, **given)
    except (BadInput, Conflict, Refused) as problem:
        status = {BadInput: 422, Conflict: 409}.get(type(problem), 403)
        return JsonResponse({"message": problem.message}, status=status)
    view = of_attachment(made)
    told = {
        "document": made.document, "title": handed.title, "name": handed.file_name, "kind": kind, "told": view.told,
        "said": f"公布前检查：{view.said}" if view.said else "", "address": view.address,
        "audience": default_audience(kind), "hint": redaction_hint(kind),
    }  # fmt: skip
    return JsonResponse({"hash": saved.content_hash, "file": told})


def put_file(
    request: HttpRequest,
    change_set: str,
    handed: Handed,
    *,
    noun: str,
    key: str,
    hash: str,
    document: str = "",
) -> tuple[ChangeSet, Attachment, str]:
    """The set as it is now, the attachment, and the kind that its name tells."""
    kind = "" if document else kind_told_by(handed.title)
    with acting_in(request, scope=scope_for(request)):
        saved, made = attach(
            change_set, request.user, handed, noun=noun, key=key, seen_hash=hash, document=document, kind=kind
        )
    return saved, made, kind


def kind_told_by(title: str) -> str:
    """Code of the kind whose name stands in the title; the longest, and none where two are as long."""
    kinds = [(name, code) for code, name in DocumentKind.objects.values_list("code", "name") if name in title]
    most = max((len(name) for name, _ in kinds), default=0)
    longest = [code for name, code in kinds if len(name) == most]
    return longest[0] if len(longest) == 1 else ""


def redaction_hint(kind: str) -> str:
    """What the catalogue says is to be covered before it is handed in."""
    found = DocumentKind.objects.filter(pk=kind).values_list("catalogue_item__redaction", flat=True).first()
    return f"上传前请遮盖：{found}" if found else ""


def has_files(request: HttpRequest) -> bool:
    return any(name == "files" or REPLACING.fullmatch(name) for name in request.FILES)


def put_files(
    request: HttpRequest, saved: ChangeSet, noun: str, key: str
) -> tuple[ChangeSet, QueryDict, list[str]]:
    """All files of a form, each for itself: the set as it is now, the form with their rows, and what was refused.

    Raises Conflict and NotSeen.
    """
    data, refused = request.POST.copy(), []
    sent: list[tuple[Any, str]] = [(file, "") for file in request.FILES.getlist("files")]
    for name in request.FILES:
        if replacing := REPLACING.fullmatch(name):
            sent.append((request.FILES[name], data.get(f"{replacing[1]}-document", "")))
    for number, (file, document) in enumerate(sent):
        try:
            handed = receive(file, file.name)
            saved, made, kind = put_file(
                request,
                saved.public_id,
                handed,
                noun=noun,
                key=key,
                hash=saved.content_hash,
                document=document,
            )
        except BadInput as problem:
            refused.append(problem.message)
            continue
        if not document:
            add_row(data, noun_of(noun).file_rows, f"f{number}", made, handed, kind)
    return saved, data, refused


def add_row(data: QueryDict, rows: str, row_id: str, made: Attachment, handed: Handed, kind: str) -> None:
    """As the page would show it after it was opened anew; what a noun has no column for is not read."""
    data.appendlist(rows, row_id)
    told = {
        "document": made.document,
        "version_title": handed.title,
        "kind": kind,
        "first_page": "1",
        "audience": default_audience(kind),
    }
    for name, value in told.items():
        data[f"{rows}-{row_id}-{name}"] = value
