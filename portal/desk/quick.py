"""/staff/places/<id>/quick/: what a clerk may change alone, on one page: hours, phones, 今天核实过. Public at once.

The form carries the hash of what is public; if that has changed meanwhile, the answer is 409 and nothing is lost.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import NOUNS, Snapshot
from layers.changes.differences import compared
from layers.changes.drafting import draft
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.reading import content_hash, snapshot
from layers.changes.review import submit
from layers.places.models import Place
from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.forms.fields import Editor
from portal.desk.forms.form import NounForm, with_rows_moved
from portal.desk.forms.layout import LAYOUTS

STALE = "这个网点刚刚又有新的公开内容。您写的都还在下面：对照之后，再按一次公布就以您的为准"


@require_http_methods(["GET", "HEAD", "POST"])
def quick_place(request: HttpRequest, key: str) -> HttpResponse:
    """404 for what is not public, or not the editor's."""
    scope = scope_for(request)
    noun, layout = NOUNS["place"], LAYOUTS["place"].only(NOUNS["place"].direct)
    place = scope.rows(Place.objects.published(), roles=[Role.EDITOR]).filter(public_id=key).first()
    content = snapshot(noun, key) if place else None
    if place is None or content is None:
        raise NotSeen
    editor = Editor(request.user, scope)

    def page(form: NounForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "place": place, "form": form, "errors": form.errors, "hash": content_hash(noun, [key]),
            "preview": layout.preview(content), "today": timezone.localdate(), **more,
        }  # fmt: skip
        return render(request, "desk/quick.html", context, status=status)

    if request.method != "POST":
        return page(NounForm(noun, layout, editor, content, key=key))
    do = request.POST.get("do", "save")
    if do == "verified":
        return publish(
            request, place, content, content | {"verified_on": timezone.localdate().isoformat()}, page
        )
    data, anchor = (request.POST, "") if do == "save" else with_rows_moved(request.POST, do)
    form = NounForm(noun, layout, editor, content, data=data, key=key)
    if anchor:
        form.leave_unchecked()
        return page(form, anchor=anchor)
    after = form.read_all()
    if request.POST.get("hash") != content_hash(noun, [key]):
        return page(form, 409, note=STALE, differences=compared(noun, content, after))
    if not form.errors:
        form.refuse_unfit(after)
    if form.errors:
        return page(form, 422)
    return publish(request, place, content, after, page, form)


def publish(
    request: HttpRequest,
    place: Place,
    content: Snapshot,
    after: Snapshot,
    page: Any,
    form: NounForm | None = None,
) -> HttpResponse:
    """Drafts and submits in one transaction: refused, it leaves nothing behind."""
    form = form or NounForm(
        NOUNS["place"],
        LAYOUTS["place"].only(NOUNS["place"].direct),
        Editor(request.user, scope_for(request)),
        content,
    )
    if after == content:
        messages.info(request, "没有改动")
        return HttpResponseRedirect(request.path)
    try:
        with acting_in(request, scope=scope_for(request)):
            made = draft("place", request.user, place.public_id, after)
            submit(made.public_id, request.user, seen_hash=made.content_hash)
    except BadInput as problem:
        form.refuse(problem)
        return page(form, 422)  # type: ignore[no-any-return]
    except (Conflict, Refused) as problem:
        return page(form, 409, note=problem.message)  # type: ignore[no-any-return]
    messages.success(request, f"已公布 {timezone.localtime():%H:%M}")
    return HttpResponseRedirect(request.path)
