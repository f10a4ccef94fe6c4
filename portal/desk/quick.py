"""/staff/<noun>/<id>/quick/: what a clerk may change alone, on one page, 今天核实过 first of all. Public at once.

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
from layers.changes.aggregate import Snapshot
from layers.changes.differences import compared
from layers.changes.drafting import draft
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.reading import hash_of
from layers.changes.review import submit
from layers.changes.whole import whole
from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.forms.fields import Editor
from portal.desk.forms.form import NounForm, with_rows_moved
from portal.desk.forms.layout import LAYOUTS
from portal.desk.noun import DeskNoun, desk_noun

STALE = "这一条刚刚又有新的公开内容。您写的都还在下面：对照之后，再按一次公布就以您的为准"


@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """404 for what is not public, not the editor's, or of a noun that nobody changes alone."""
    scope, kind = scope_for(request), desk_noun(slug)
    noun = kind.noun
    if not noun.direct:
        raise NotSeen
    layout = LAYOUTS[noun.name].only(noun.direct)
    mine = scope.rows(kind.queryset(), kind.region_path, kind.organisation, roles=[Role.EDITOR])
    record = mine.filter(public_id=key, withdrawn_at=None).first()
    content = whole(noun, key) if record else None
    if record is None or content is None:
        raise NotSeen
    seen_hash = hash_of(noun, {key: content})
    editor = Editor(request.user, scope)

    def page(form: NounForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "record": record, "kind": kind, "form": form, "errors": form.errors, "hash": seen_hash,
            "verified": content[kind.verified], "preview": layout.preview(content), "today": timezone.localdate(),
            **more,
        }  # fmt: skip
        return render(request, "desk/quick.html", context, status=status)

    if request.method != "POST":
        return page(NounForm(noun, layout, editor, content, key=key))
    do = request.POST.get("do", "save")
    if do == "verified":
        seen = {kind.verified: timezone.localdate().isoformat()}
        return publish(request, kind, key, content | seen, content, page)
    data, anchor = (request.POST, "") if do == "save" else with_rows_moved(request.POST, do)
    form = NounForm(noun, layout, editor, content, data=data, key=key)
    if anchor:
        form.leave_unchecked()
        return page(form, anchor=anchor)
    after = form.read_all()
    if request.POST.get("hash") != seen_hash:
        return page(form, 409, note=STALE, differences=compared(noun, content, after))
    if not form.errors:
        form.refuse_unfit(after)
    if form.errors:
        return page(form, 422)
    return publish(request, kind, key, after, content, page, form)


def publish(
    request: HttpRequest,
    kind: DeskNoun,
    key: str,
    after: Snapshot,
    content: Snapshot,
    page: Any,
    form: NounForm | None = None,
) -> HttpResponse:
    """Drafts and submits in one transaction: refused, it leaves nothing behind."""
    layout = LAYOUTS[kind.name].only(kind.noun.direct)
    form = form or NounForm(kind.noun, layout, Editor(request.user, scope_for(request)), content)
    if after == content:
        messages.info(request, "没有改动")
        return HttpResponseRedirect(request.path)
    try:
        with acting_in(request, scope=scope_for(request)):
            made = draft(kind.name, request.user, key, after)
            submit(made.public_id, request.user, seen_hash=made.content_hash)
    except BadInput as problem:
        form.refuse(problem)
        return page(form, 422)  # type: ignore[no-any-return]
    except (Conflict, Refused) as problem:
        return page(form, 409, note=problem.message)  # type: ignore[no-any-return]
    messages.success(request, f"已公布 {timezone.localtime():%H:%M}")
    return HttpResponseRedirect(request.path)
