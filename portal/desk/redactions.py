"""/staff/documents/<id>/: the versions of a document that is or was public; to have what leaked removed for good.

/staff/redactions/<key>/…: the second person does it, or it is taken back.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from layers.changes import redacting
from layers.changes.errors import NotSeen
from layers.documents.erasing import is_there
from layers.documents.models import Document, DocumentVersion, Redaction
from layers.staff.models import READING_ROLES
from layers.staff.scope import Scope, scope_for
from portal.desk.writing import writing


@require_safe
def document(request: HttpRequest, document: str) -> HttpResponse:
    found, scope = seen(request, document), scope_for(request)
    versions = DocumentVersion.objects.ever_published().filter(document=found).select_related("original")
    rows = [
        {
            "version": version,
            "redaction": getattr(version, "redaction", None),
            "twins": twins(version),
            "has_original": is_there(version.original),
            **rights(version, request.user, scope),
        }
        for version in versions.order_by("-number")
    ]
    may_ask = redacting.documents_for(scope).filter(pk=found.pk).exists()
    return render(request, "desk/document.html", {"document": found, "rows": rows, "may_ask": may_ask})


@writing
def ask(request: HttpRequest, document: str, number: int) -> HttpResponse:
    found = seen(request, document)
    version = DocumentVersion.objects.filter(document=found, number=number).select_related("document").first()
    if version is None:
        raise NotSeen
    redacting.ask(
        version,
        request.user,
        reason=request.POST.get("reason", ""),
        removes_original=request.POST.get("removes_original") == "yes",
        successor=request.POST.get("successor", ""),
    )
    messages.success(request, "已提出，等另一位发布人办理；办理之前公众还看得到")
    return redirect("desk:document", found.public_id)


@writing
def do(request: HttpRequest, key: int) -> HttpResponse:
    asked = asked_one(request, key)
    done = redacting.do(asked, request.user)
    messages.success(request, f"内容已删除，共 {len(done)} 个地址改为“已撤回”")
    return redirect("desk:document", asked.version.document.public_id)


@writing
def refuse(request: HttpRequest, key: int) -> HttpResponse:
    asked = asked_one(request, key)
    redacting.refuse(asked, request.user)
    messages.success(request, "已取消这一要求，文件照旧公开")
    return redirect("desk:document", asked.version.document.public_id)


def seen(request: HttpRequest, public_id: str) -> Document:
    """Raises NotSeen outside of the scope."""
    found = redacting.documents_for(scope_for(request), READING_ROLES).filter(public_id=public_id).first()
    if found is None:
        raise NotSeen
    return found


def asked_one(request: HttpRequest, key: int) -> Redaction:
    """Raises NotSeen outside of the scope."""
    inside = redacting.documents_for(scope_for(request)).values("pk")
    asked = Redaction.objects.filter(pk=key, version__document__in=inside)
    found = asked.select_related("version__document").first()
    if found is None:
        raise NotSeen
    return found


def rights(version: DocumentVersion, user: Any, scope: Scope) -> dict[str, bool]:
    """What the buttons of its request offer; each is asked anew when it is pressed."""
    asked = getattr(version, "redaction", None)
    if asked is None or asked.done_at is not None:
        return {}
    may_do = redacting.may_do(asked, user, scope)
    return {"may_do": may_do, "may_refuse": may_do or asked.asked_by_id == user.pk}


def twins(version: DocumentVersion) -> list[DocumentVersion]:
    """Other public versions of the same bytes: they go along."""
    same = DocumentVersion.objects.published().filter(original=version.original_id).exclude(pk=version.pk)
    return list(same.select_related("document"))
