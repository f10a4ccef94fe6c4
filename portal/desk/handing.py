"""/staff/changes/<id>/hand-over: to whom, and done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from geo.errors import BadInput
from layers.changes.errors import Refused
from layers.changes.handing import colleagues, hand_over, may_hand_over
from layers.changes.scoping import found
from layers.staff.models import User
from layers.staff.scope import scope_for
from portal.desk.steps import hash_of
from portal.desk.writing import writing

MOST = 200


def handing(request: HttpRequest, public_id: str) -> HttpResponse:
    """A GET shows the colleagues who may take it."""
    if request.method not in ("GET", "HEAD"):
        return handed(request, public_id=public_id)
    scope = scope_for(request)
    given = found(public_id, request.user, scope)
    if not may_hand_over(given, scope):
        raise Refused("只有起草人可以移交；起草人已停用或离任的，由本单位的发布人移交")
    context = {"set": given, "people": colleagues(given)[:MOST]}
    return render(request, "desk/hand_over.html", context)


@writing
def handed(request: HttpRequest, public_id: str) -> HttpResponse:
    to = User.objects.filter(username=request.POST.get("to", "")).first()
    if to is None:
        raise BadInput("to", "请选择由谁接手")
    done = hand_over(public_id, request.user, to, seen_hash=hash_of(request))
    messages.success(request, f"已移交给{to}")
    return redirect(done)
