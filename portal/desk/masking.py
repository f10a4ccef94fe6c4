"""/staff/changes/<id>/files/<file>/mask/: black boxes are drawn on a file of one's own draft; out comes its next version."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.attaching import attachment
from layers.changes.attachment import Attachment
from layers.changes.errors import Conflict, Refused
from layers.changes.masking import LeftOver, prepare, put_masked
from layers.documents.boxes import MAX_REASON, REASONS, read_boxes
from layers.documents.derive import READABLE
from layers.documents.reading import Reading
from layers.documents.tasks import derive_later
from layers.screening.models import Finding
from layers.staff.scope import scope_for

COLUMNS = ("page", "left", "top", "right", "bottom", "reason")
# For who draws without a script, by numbers.
BLANK_ROWS = 6
# Of the page, on each side of a hint.
AROUND = 0.003
Row = tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def mask_page(request: HttpRequest, public_id: str, file: str) -> HttpResponse:
    one = attachment(public_id, file, request.user)
    if one.change_set.author_id != request.user.pk:
        raise Refused("只有起草人可以遮盖草稿里的文件")
    if not one.is_private:
        raise Refused("已经公布的文件不能再改：请在新的变更里换上遮盖后的版本")
    if request.method != "POST":
        return shown(request, one, [])
    rows = typed(request)
    if request.POST.get("do") == "hints":
        return shown(request, one, [*rows, *hints(one)])
    try:
        boxes = read_boxes(rows, one.pages)
        seen_hash = request.POST.get("hash", "")
        may_stay = request.POST.get("may_stay") == "yes"
        prepared = prepare(public_id, file, request.user, boxes, seen_hash=seen_hash, may_stay=may_stay)
        with acting_in(request, scope=scope_for(request)):
            saved, made = put_masked(prepared, request.user, seen_hash=seen_hash)
    except (BadInput, Conflict) as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        is_left = isinstance(problem, LeftOver)
        return shown(request, one, rows, problem=problem.message, is_left=is_left, status=status)
    messages.success(request, f"已生成新文件，遮盖了 {len(boxes)} 处；原来的文件不再属于这份草稿")
    return redirect("desk:file", saved.public_id, made.public_id)


def hints(one: Attachment) -> list[Row]:
    """A row for each place where personal data was found, a little wider than the words themselves."""
    return [
        (
            str(finding.page),
            *(f"{100 * edge:.2f}" for edge in widened(finding)),
            finding.get_kind_display()[:MAX_REASON],
        )
        for finding in placed(one)
    ]


def placed(one: Attachment) -> list[Finding]:
    """What nobody let pass, and has its place on a page."""
    undecided = Finding.objects.filter(
        screening__original=one.version.original_id, override=None, page__isnull=False, left__isnull=False
    )
    return list(undecided.order_by("page", "top", "left"))


def widened(finding: Finding) -> tuple[float, float, float, float]:
    left, top, right, bottom = finding.left, finding.top, finding.right, finding.bottom
    assert left is not None and top is not None and right is not None and bottom is not None
    return max(0, left - AROUND), max(0, top - AROUND), min(1, right + AROUND), min(1, bottom + AROUND)


def typed(request: HttpRequest) -> list[Row]:
    """The rows of the form, one a box. Raises BadInput for lists of different length, which no form of ours sends."""
    try:
        return list(zip(*(request.POST.getlist(name) for name in COLUMNS), strict=True))
    except ValueError:
        raise BadInput("box", "表单不完整，请刷新后再试") from None


def shown(
    request: HttpRequest,
    one: Attachment,
    rows: list[Row],
    *,
    problem: str = "",
    is_left: bool = False,
    status: int = 200,
) -> HttpResponse:
    reading = Reading.of(one.version)
    if reading.lacks_images and one.version.original.media_type in READABLE:
        derive_later(one.version)
    found = placed(one)
    on_page: dict[int | None, list[Finding]] = {}
    for finding in found:
        on_page.setdefault(finding.page, []).append(finding)
    typed_rows = [row for row in rows if any(row[:5])]
    context: dict[str, Any] = {
        "set": one.change_set, "file": one, "reading": reading, "reasons": REASONS,
        "rows": [*typed_rows, *[("",) * len(COLUMNS)] * BLANK_ROWS], "problem": problem, "is_left": is_left,
        "pages": [(page, on_page.get(page.number, [])) for page in reading.pages], "hints": len(found),
    }  # fmt: skip
    return render(request, "desk/mask.html", context, status=status)
