"""Import of accounts and of organisations: download the template, hand it in, look at what it would do, confirm.

Nothing is kept between the steps: what was read goes back and forth in the form itself, signed for this person, and
is judged anew each time.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import BadInput
from importers.cells import shown
from importers.datasets import accounts, organisations
from importers.outcome import Outcome
from importers.report import error_workbook
from importers.sheet import MOST_BYTES, Sheet, read_sheet
from importers.template import template
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import NotSeen
from layers.staff.models import Role, User
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.middleware import record_refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONFIRM_WITHIN_S = 30 * 60
# The form that confirms carries the sheet; Django takes 2.5 MB of fields.
MOST_SIGNED = 2_000_000
TOO_OLD = "确认的时间已过，请重新上传"


@dataclass(frozen=True)
class Dataset:
    """``module`` is one of importers.datasets: TITLE, ROLE, MOST_ROWS, COLUMNS, columns(by), run(by, sheet, trial)."""

    name: str
    module: ModuleType
    noun: str
    hint: str

    @property
    def title(self) -> str:
        return str(self.module.TITLE)

    @property
    def role(self) -> Role:
        return Role(self.module.ROLE)


DATASETS = {
    "accounts": Dataset(
        "accounts", accounts, "staff_user", "一行是一个人的一个任职；同一用户名写几行，就是一个人的几个任职。"
    ),
    "organisations": Dataset(
        "organisations",
        organisations,
        "organisations_organisation",
        "导入的单位成为一份草稿，经审核后才公布。代码相同，或同一区划里名称相同，就是同一个单位：改原来的，空着的格不动。",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, dataset: str) -> HttpResponse:
    """The form; for a file the trial; for a confirmed trial the result."""
    kind = _dataset(request, dataset)
    if request.method != "POST":
        return _page(request, kind)
    try:
        if "sheet" in request.POST:
            return _carry_out(request, kind, unsigned(request, kind))
        sheet = _uploaded(request, kind)
        with acting_in(request, scope=scope_for(request)):
            outcome = kind.module.run(user_of(request), sheet, trial=True)
        return _page(request, kind, sheet=sheet, outcome=outcome)
    except BadInput as problem:
        record_refusal(request, problem.message, "import", kind.noun)
        return _page(request, kind, problem=problem)


@require_safe
def import_template(request: HttpRequest, dataset: str) -> HttpResponse:
    kind = _dataset(request, dataset)
    content = template(kind.title, kind.module.columns(user_of(request)))
    return _workbook(content, f"{kind.name}-template.xlsx")


@require_POST
def import_report(request: HttpRequest, dataset: str) -> HttpResponse:
    """The sheet with its faults beside each row, to be corrected and handed in again."""
    kind = _dataset(request, dataset)
    sheet = unsigned(request, kind)
    with acting_in(request, scope=scope_for(request)):
        outcome = kind.module.run(user_of(request), sheet, trial=True)
    rows = [(row.number, [shown(cell) for cell in row.cells]) for row in sheet.rows]
    return _workbook(error_workbook(sheet.header, rows, outcome.problems), f"{kind.name}-errors.xlsx")


def _carry_out(request: HttpRequest, kind: Dataset, sheet: Sheet) -> HttpResponse:
    """What changed since the trial is found out now: then nothing is saved, and the faults are shown."""
    with acting_in(request, scope=scope_for(request)):
        outcome = kind.module.run(user_of(request), sheet, trial=False)
        if not outcome.problems:
            told = {"file": sheet.file_name, "rows": len(outcome.lines)} | {"counts": outcome.counts()}
            record("import", noun=kind.noun, detail=told)
    return _page(request, kind, sheet=sheet, outcome=outcome, is_done=not outcome.problems)


def _uploaded(request: HttpRequest, kind: Dataset) -> Sheet:
    file = request.FILES.get("file")
    if file is None or not hasattr(file, "name"):
        raise BadInput("file", "请选择一个表格文件")
    return read_sheet(file, file.size or 0, file.name or "", most_rows=kind.module.MOST_ROWS)


def signed(user: User, kind: Dataset, sheet: Sheet) -> str:
    """Raises BadInput when the form would not be taken back."""
    text = signing.dumps(sheet.as_json(), salt=_salt(user, kind), compress=True)
    if len(text) > MOST_SIGNED:
        raise BadInput("file", "表格里的内容过多，请分成几个文件")
    return text


def unsigned(request: HttpRequest, kind: Dataset) -> Sheet:
    """Raises BadInput for what is not ours, is another person's or is too old."""
    try:
        given = signing.loads(
            request.POST.get("sheet", ""), salt=_salt(user_of(request), kind), max_age=CONFIRM_WITHIN_S
        )
    except signing.BadSignature:
        raise BadInput("file", TOO_OLD) from None
    return Sheet.from_json(given)


def _salt(user: User, kind: Dataset) -> str:
    return f"import-{kind.name}-{user.pk}"


def _dataset(request: HttpRequest, name: str) -> Dataset:
    kind = DATASETS[name]
    if not scope_for(request).has(kind.role):
        raise NotSeen
    return kind


def _page(
    request: HttpRequest,
    kind: Dataset,
    *,
    sheet: Sheet | None = None,
    outcome: Outcome | None = None,
    problem: BadInput | None = None,
    is_done: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "kind": kind,
        "most_rows": kind.module.MOST_ROWS,
        "most_mb": MOST_BYTES >> 20,
        "sheet": sheet,
        "outcome": outcome,
        "problem": problem,
        "is_done": is_done,
        "passwords": getattr(outcome, "passwords", []),
        "change_set": getattr(outcome, "change_set", None),
    }
    if sheet and not is_done:
        context["signed"] = signed(user_of(request), kind, sheet)
    has_problems = outcome is not None and outcome.problems
    status = 400 if problem else 422 if has_problems else 200
    return render(request, "desk/import.html", context, status=status)


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
