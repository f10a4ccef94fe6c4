"""/staff/screening/: what looks like personal data in files, waiting for somebody's decision; one file with the places
marked on its pages, and the second person who lets a false alarm pass."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.changes.attachment import Attachment
from layers.changes.errors import NotSeen, Refused
from layers.changes.models import ChangeSet
from layers.changes.redacting import asked_for
from layers.documents.models import DocumentVersion, PageImage
from layers.screening import gate, overriding
from layers.screening.models import Finding, Screening
from layers.screening.seeing import may_decide, pending, visible_to
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from portal.desk.refusals import only_for
from portal.desk.writing import writing

SHOWN = 100
Named = tuple[Attachment | None, DocumentVersion | None]


@dataclass(frozen=True)
class Marked:
    """A page with the places of its findings; ``address`` is that of its picture."""

    number: int
    address: str
    width: int
    height: int
    findings: list[Finding]


@only_for(*READING_ROLES)
@require_safe
def screenings(request: HttpRequest) -> HttpResponse:
    scope = scope_for(request)
    rows = list(pending(request.user, scope).prefetch_related("findings")[:SHOWN])
    found = [
        {"screening": one, "words": gate.words(one), "from": origin(*names)}
        for one, names in zip(rows, named(request, rows), strict=True)
    ]
    asked = asked_for(scope).select_related("version__document", "asked_by")[:SHOWN]
    return render(request, "desk/screenings.html", {"rows": found, "most": SHOWN, "asked": asked})


@require_safe
def screening_page(request: HttpRequest, screening: str) -> HttpResponse:
    one = seen(request, screening)
    findings = list(one.findings.select_related("override__person"))
    undecided = [finding for finding in findings if finding.override_id is None]
    ((attached, public),) = named(request, [one])
    context = {
        "screening": one,
        "findings": findings,
        "undecided": len(undecided),
        "progress": gate.waiting_words(one) if one.state == Screening.State.WAITING else "",
        "pages": marked(findings, attached, public),
        "may_decide": bool(undecided) and may_decide(request.user, scope_for(request), one),
        "attached": attached,
        "public": public,
        "from": origin(attached, public),
    }
    return render(request, "desk/screening.html", context)


@writing
def override(request: HttpRequest, screening: str) -> HttpResponse:
    one = seen(request, screening)
    if not may_decide(request.user, scope_for(request), one):
        raise Refused("放行须由起草人以外的审核人或发布人办理")
    chosen = request.POST.getlist("finding")
    if not chosen or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in chosen):
        raise BadInput("finding", "请勾选核对过、可以公开的几处")
    overriding.override(one, request.user, request.POST.get("reason", ""), [int(text) for text in chosen])
    messages.success(request, f"已放行 {len(chosen)} 处，理由已记入审计")
    return redirect("desk:screening", one.public_id)


def seen(request: HttpRequest, public_id: str) -> Screening:
    """Raises NotSeen outside of the scope."""
    one = visible_to(request.user, scope_for(request)).filter(public_id=public_id).first()
    if one is None:
        raise NotSeen
    return one


def named(request: HttpRequest, every: list[Screening]) -> list[Named]:
    """Of each file the newest draft that names it, of those that may be seen, and the version that is public of it."""
    sets = ChangeSet.objects.visible_to(request.user, scope_for(request)).order_by().values("pk")
    originals = {one.original_id for one in every}
    attachments = Attachment.objects.filter(change_set__in=sets, version__original__in=originals)
    published = DocumentVersion.objects.published().filter(original__in=originals)
    # The newest comes last and stays.
    drafted = {
        (one.version.original_id, one.version.file_name): one
        for one in attachments.select_related("change_set", "version").order_by("pk")
    }
    public = {
        (one.original_id, one.file_name): one for one in published.select_related("document").order_by("pk")
    }
    names = [(one.original_id, one.file_name) for one in every]
    return [(drafted.get(name), public.get(name)) for name in names]


def origin(attached: Attachment | None, public: DocumentVersion | None) -> dict[str, Any]:
    """Where the file lies, in words and with an address."""
    if public is not None:
        address = reverse("desk:document", args=[public.document.public_id])
        return {"title": public.title, "address": address, "is_public": True}
    assert attached is not None
    title = attached.change_set.title
    return {"title": title, "address": attached.change_set.get_absolute_url(), "is_public": False}


def marked(
    findings: list[Finding], attached: Attachment | None, public: DocumentVersion | None
) -> list[Marked]:
    """The pages on which a finding has its place, as pictures that the asker may open."""
    version = attached.version if attached else public
    if version is None:
        return []
    placed: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.page is not None and finding.left is not None:
            placed.setdefault(finding.page, []).append(finding)
    images: dict[int, PageImage] = {
        image.page: image for image in version.page_images.filter(page__in=placed).order_by("page", "width")
    }
    return [
        Marked(number, picture(image, attached, public), image.width, image.height, placed[number])
        for number, image in images.items()
    ]


def picture(image: PageImage, attached: Attachment | None, public: DocumentVersion | None) -> str:
    page = (image.page, image.width)
    if attached is not None:
        return reverse("desk:file_page", args=[attached.change_set.public_id, attached.public_id, *page])
    assert public is not None
    return reverse("documents:page", args=[public.document.public_id, public.number, *page])
