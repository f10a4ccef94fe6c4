"""/data/: the public layers as files, for whoever works with them; and the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from importers.exports.layer import rows
from importers.exports.public import FORMATS, Busy, FileFormat, PublicFile
from importers.tasks import make_later
from layers.api.base import CACHE_CONTROL
from layers.api.parameters import read
from layers.catalog import LAYERS, Layer
from layers.regions.models import Level, Region
from layers.versions import LayerVersion
from portal.pages.errors import page


@dataclass(frozen=True)
class Entry:
    """A line of the page. ``about`` says in a sentence what a row of it is."""

    layer: Layer
    count: int
    changed: str
    about: str
    files: Sequence[tuple[FileFormat, str]]


ABOUT = {
    "regions": "市、县、镇、村的名称、代码和上下级。",
    "places": "卫生室、学校、便民服务站等网点的名称、类目、地址和位置。",
    "parcels": "已公开的征地地块的编号、用途、面积和公开范围。",
    "cases": "已公开的征地案件的名称、年度、批复文号和公开范围。",
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All layers, or what of them lies in one unit (?within=, 12 digits). Raises BadInput("within")."""
    within = request.GET.get("within") or None
    changes = dict(LayerVersion.objects.filter(county="").values_list("layer", "changed_at"))
    entries = [
        Entry(
            layer,
            rows(layer, within).count(),
            f"{timezone.localtime(changes[layer.name]):%Y-%m-%d}" if layer.name in changes else "",
            ABOUT.get(layer.name, ""),
            [(one, _address(layer, one, within)) for one in FORMATS.values()],
        )
        for layer in LAYERS.values()
    ]
    counties = Region.objects.published().filter(level=Level.COUNTY).order_by("code")
    chosen = Region.objects.filter(code=within).only("code", "name", "level").first() if within else None
    context = {
        "entries": entries,
        "formats": FORMATS.values(),
        "counties": counties.only("code", "name"),
        "chosen": chosen,
        "licence": settings.CITY.get("open_data", {}).get("licence", ""),
        "as_of": max(changes.values(), default=None),
    }
    return render(request, "pages/data.html", context)


@require_safe
def download(request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
    """The file, 304 for who has it, 503 with Retry-After while it is being made. Raises BadInput for a wrong query."""
    layer, format = LAYERS.get(name), FORMATS.get(extension)
    if layer is None or format is None:
        raise Http404(f"没有这个文件；数据有：{'、'.join(LAYERS)}；格式有：{'、'.join(FORMATS)}")
    within = read(request.GET, ["within"]).get("within")
    # A wrong code is told before a tag is spent on it.
    rows(layer, within)
    wanted = PublicFile(layer, format, within)
    # The version is read before the rows: a tag is never newer than what it stands for.
    tag = wanted.tag
    etag = f'"{layer.name}-{tag}"'
    if (same := get_conditional_response(request, etag=etag)) is not None:
        return _tagged(same, etag)
    try:
        file = wanted.made(tag)
        content = file.open("rb")
    except Busy as busy:
        if busy.wants_job:
            make_later(wanted)
        answer = page(request, 503, title=layer.title, seconds=busy.seconds)
        answer["Retry-After"] = str(busy.seconds)
        return answer
    response = FileResponse(content, content_type=format.media_type)
    where = f"-{within}" if within else ""
    disposition = content_disposition_header(
        True, f"{layer.title}{where}-{timezone.localdate():%Y%m%d}.{extension}"
    )
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return _tagged(response, etag)


def _tagged(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _address(layer: Layer, format: FileFormat, within: str | None) -> str:
    address = reverse("data-file", args=[layer.name, format.extension])
    return f"{address}?{urlencode({'within': within})}" if within else address
