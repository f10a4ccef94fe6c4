"""/staff/on-site/: at the counter, documents that are not on the internet are shown to who is entitled to see them.

Each showing has its reason and says to what kind of person, never to whom: a trail of who looked at which household's
papers would itself be personal data. It is in the trail before the first page is; nothing of it is kept anywhere.
"""

import re
import unicodedata
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import NotSeen
from layers.documents.delivery import deliver
from layers.documents.derive import READABLE
from layers.documents.models import DocumentVersion
from layers.documents.reading import Reading
from layers.documents.tasks import derive_later
from layers.land.catalogue import Audience
from layers.land.models import Case, CaseDocument, CaseVillage
from layers.staff.models import CONTENT_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk.refusals import only_for

ON_SITE = (Audience.VILLAGE, Audience.PARTY)
ENTITLED = {
    "villager": "本村村民、征收范围内的被征收人",
    "party": "当事人本人",
    "agent": "当事人委托的代理人",
    "authority": "依法查阅的单位",
}
# What is for the party alone is not shown to a neighbour.
ENTITLED_TO = {Audience.VILLAGE: tuple(ENTITLED), Audience.PARTY: ("party", "agent", "authority")}
SHORTEST_REASON, LONGEST_REASON = 2, 100
# As long as somebody stands at the counter.
OPEN_S = 15 * 60
SALT = "on-site"
SHOWN = 60
NUMBER = re.compile(r"(?:[0-9][\s-]?){7,}", re.ASCII)


@only_for(*CONTENT_ROLES)
@require_safe
def on_site(request: HttpRequest) -> HttpResponse:
    """Cases of one's villages that have something to show."""
    query = request.GET.get("q", "").strip()[:60]
    rows = Case.objects.published().filter(pk__in=documents().values("case"))
    rows = rows.filter(pk__in=within(scope_for(request)))
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(public_id__iexact=query))
    cases = list(rows.only("public_id", "name", "began_on").newest_first()[: SHOWN + 1])
    context = {"cases": cases[:SHOWN], "more": len(cases) > SHOWN, "shown": SHOWN, "query": query}
    return render(request, "desk/on_site.html", context)


@only_for(*CONTENT_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def on_site_case(request: HttpRequest, key: str) -> HttpResponse:
    """What the case has; a POST with reason and entitlement opens one document for a quarter of an hour."""
    case = found(request, key)
    rows = [row for row in documents().filter(case=case) if may_show(scope_for(request), case, row.audience)]
    if not rows:
        raise NotSeen
    problem, asked = "", request.POST.get("document", "")
    if request.method == "POST":
        row = next((row for row in rows if str(row.pk) == asked), None)
        if row is None:
            raise NotSeen
        try:
            return redirect("desk:shown", case.public_id, opened(request, row))
        except BadInput as refused:
            problem = refused.message
    context = {
        "case": case,
        "rows": [
            (row, [(word, ENTITLED[word]) for word in ENTITLED_TO[Audience(row.audience)]]) for row in rows
        ],
        "problem": problem,
        "asked": asked,
        "typed": {name: request.POST.get(name, "") for name in ("reason", "entitled")},
        "longest": LONGEST_REASON,
        "shortest": SHORTEST_REASON,
    }
    return render(request, "desk/on_site_case.html", context, status=400 if problem else 200)


def opened(request: HttpRequest, row: CaseDocument) -> str:
    """The entry in the trail and the token of the pages. Raises BadInput without a reason or an entitlement."""
    entitled, reason = request.POST.get("entitled", ""), request.POST.get("reason", "").strip()
    if entitled not in ENTITLED_TO[Audience(row.audience)]:
        raise BadInput("entitled", "请选出示给哪一类人")
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise BadInput("reason", f"请写事由，{SHORTEST_REASON} 至 {LONGEST_REASON} 个字")
    if NUMBER.search(unicodedata.normalize("NFKC", reason)):
        raise BadInput("reason", "事由里不要写姓名、身份证号和电话")
    with acting_in(request, scope=scope_for(request), purpose=reason):
        detail = {
            "title": f"{row.case.name}：{row.kind.name}",
            "entitled": ENTITLED[entitled],
            "purpose": reason,
        }
        record("show", noun=CaseDocument, keys=[row.pk], detail=detail)
    return signing.dumps([row.pk, request.user.pk], salt=SALT)


@only_for(*CONTENT_ROLES)
@require_safe
def shown(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The pages, to be looked at and printed at the counter."""
    try:
        row, version = unsealed(request, key, token)
    except signing.SignatureExpired:
        messages.info(request, "出示的时间已过，请重新写事由")
        return redirect("desk:on_site_case", key)
    reading = Reading.of(version)
    if reading.lacks_images and version.original.media_type in READABLE:
        derive_later(version)
    pages = [page for page in reading.pages if is_of(row, page.number)]
    context = {
        "row": row,
        "case": row.case,
        "pages": pages,
        "lacks_images": reading.lacks_images,
        "token": token,
    }
    return render(request, "desk/shown.html", context)


@only_for(*CONTENT_ROLES)
@require_safe
def shown_page(request: HttpRequest, key: str, token: str, page: int, width: int) -> HttpResponseBase:
    try:
        row, version = unsealed(request, key, token)
    except signing.SignatureExpired:
        raise NotSeen from None
    image = version.page_images.select_related("file").filter(page=page, width=width).first()
    if image is None or not is_of(row, page):
        raise Http404("没有这一页")
    return deliver(request, image.file, f"{row.kind.name} 第{page}页")


def documents() -> Any:
    return CaseDocument.objects.filter(audience__in=ON_SITE).select_related("kind", "case", "version")


def within(scope: Scope) -> Any:
    """Cases that touch a village of the scope."""
    return scope.rows(CaseVillage.objects.all(), "village__path", None, CONTENT_ROLES).values("case")


def found(request: HttpRequest, key: str) -> Case:
    """A public case that touches a village of the scope. Raises NotSeen."""
    villages = Prefetch(
        "case_villages", CaseVillage.objects.select_related("village").only("case", "village__path")
    )
    rows = Case.objects.published().filter(public_id=key, pk__in=within(scope_for(request)))
    case = rows.defer("public_area").prefetch_related(villages).first()
    if case is None:
        raise NotSeen
    return case


def may_show(scope: Scope, case: Case, audience: str) -> bool:
    """For the board of a village whoever works in one of the villages; for the party only who works for all of them, since
    the file names the households of all."""
    paths = [row.village.path for row in case.case_villages.all()]
    covered = [any(scope.covers(role, path, None) for role in CONTENT_ROLES) for path in paths]
    return any(covered) if audience == Audience.VILLAGE else all(covered)


def unsealed(request: HttpRequest, key: str, token: str) -> tuple[CaseDocument, DocumentVersion]:
    """Asked anew at each page: the right may have ended since. Raises NotSeen and SignatureExpired."""
    try:
        row_id, user_id = signing.loads(token, salt=SALT, max_age=OPEN_S)
    except signing.SignatureExpired:
        raise
    except signing.BadSignature:
        raise NotSeen from None
    case = found(request, key)
    row = documents().filter(pk=row_id, case=case).first()
    if row is None or user_id != request.user.pk or not may_show(scope_for(request), case, row.audience):
        raise NotSeen
    version = row.version or row.document.versions.order_by("-number").first()
    if version is None:
        raise NotSeen
    return row, version


def is_of(row: CaseDocument, page: int) -> bool:
    return row.first_page <= page and (row.last_page is None or page <= row.last_page)
