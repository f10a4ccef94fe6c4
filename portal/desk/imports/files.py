"""What is fetched of an import: the template, the report, how far the check is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from importers.batch_report import as_json, as_workbook
from importers.dataset import DATASETS, Whole
from importers.models import Batch, Progress
from importers.template import template
from layers.changes.errors import Conflict, NotSeen
from layers.staff.scope import scope_for
from portal.desk.account_steps import user_of
from portal.desk.excel import XLSX
from portal.desk.imports.batches import batch_of


@require_safe
def dataset_template(request: HttpRequest, dataset: str) -> HttpResponse:
    """An empty sheet with drop-downs and an example."""
    kind = DATASETS.get(dataset)
    if kind is None or isinstance(kind, Whole) or not scope_for(request).has(kind.role):
        raise NotSeen
    return _attached(template(kind.title, kind.columns(user_of(request))), f"{kind.title}模板.xlsx")


@require_safe
def workbook(request: HttpRequest, batch: str) -> HttpResponse:
    """The file with 错误 and 建议 beside each row."""
    one, _ = batch_of(request, batch)
    if one.file is None or one.state != Batch.State.CHECKED:
        raise Conflict("没有检查结果可以下载：还没有检查，或文件已不保留")
    stem = one.file_name.rpartition(".")[0] or one.file_name
    return _attached(as_workbook(one), f"{stem}-标错.xlsx")


@require_safe
def report(request: HttpRequest, batch: str) -> HttpResponse:
    one, _ = batch_of(request, batch)
    return JsonResponse(as_json(one), json_dumps_params={"ensure_ascii": False})


@require_safe
def progress(request: HttpRequest, batch: str) -> HttpResponse:
    one, _ = batch_of(request, batch)
    told = Progress.objects.filter(batch=one).first()
    found: dict[str, Any] = {"state": one.state, "waiting": one.state == Batch.State.QUEUED}
    if told is not None:
        found |= {"phase": told.phase, "rows": told.rows, "rows_per_second": told.rows_per_second}
    return JsonResponse(found)


def _attached(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
