"""/staff/changes/<id>/edit/: the form of a record in one's own draft.

Each form carries the hash that it was loaded with. One that is stale is answered 409, with what was typed still in
the form and what was saved meanwhile beside it. Autosave writes the draft, never more.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import Snapshot
from layers.changes.drafting import put_row
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeRow, ChangeSet
from layers.changes.review import comment
from layers.staff.scope import scope_for
from portal.desk.edit_page import Draft, conflict, editor_of, mark_of, opened, page
from portal.desk.forms.form import NounForm, Problem, with_rows_moved
from portal.desk.forms.plots import with_plots
from portal.desk.upload import has_files, put_files
from portal.middleware import record_refusal

State = ChangeSet.State
CLOSED = "这份变更已经不能再修改"
STALE = "这份草稿在别的窗口里改过。您写的都还在下面：对照之后，再按一次保存就以您的为准"


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, noun: str = "", key: str = "") -> HttpResponse:
    """Without noun and key: the first record of the set."""
    draft = opened(request, public_id, noun, key)
    is_own = draft.change_set.author_id == request.user.pk
    if request.method != "POST":
        if not is_own or not draft.is_open:
            return redirect(draft.change_set)
        form = NounForm(draft.noun, draft.layout, editor_of(request), draft.content, key=draft.row.key)
        return page(request, draft, form)
    if not is_own:
        return refused(request, "只有起草人可以修改这份草稿")
    do = request.POST.get("do", "save")
    if do not in ("save", "check", "autosave", "attach"):
        return moved(request, draft, do)
    form = posted(request, draft)
    after = form.read_all()
    if do == "autosave":
        return autosave(request, draft, form, after)
    if stale := is_stale(request, draft):
        return conflict(request, draft, form, after, stale)
    if do == "attach" or has_files(request):
        return attached(request, draft, form, after, do)
    if form.errors:
        return page(request, draft, form, status=422)
    return save(request, draft, form, after, is_last=do == "check")


def posted(request: HttpRequest, draft: Draft) -> NounForm:
    return NounForm(
        draft.noun, draft.layout, editor_of(request), draft.content, data=request.POST, files=request.FILES,
        key=draft.row.key,
    )  # fmt: skip


def is_stale(request: HttpRequest, draft: Draft) -> str:
    """Why the form may not be saved as it is; "" when it may."""
    if not draft.is_open:
        return f"{CLOSED}：{draft.change_set.get_state_display()}"
    return "" if request.POST.get("hash") == draft.change_set.content_hash else STALE


def save(
    request: HttpRequest,
    draft: Draft,
    form: NounForm,
    after: Snapshot,
    *,
    is_last: bool,
    is_written: bool = False,
) -> HttpResponse:
    """Writes the draft; ``is_last`` goes on to its page if nothing is missing for publishing."""
    try:
        saved = draft.change_set if is_written else written(request, draft, after)
    except Conflict as problem:
        return conflict(
            request,
            opened(request, draft.change_set.public_id, draft.noun.name, draft.row.key),
            form,
            after,
            problem.message,
        )
    except (BadInput, NotSeen) as problem:
        form.refuse(as_bad_input(problem))
        return page(request, draft, form, status=422)
    if is_last:
        form.refuse_unfit(after)
        unconfirmed = draft.layout.confirm(after, form.editor)
        if unconfirmed and request.POST.get("confirmed") != mark_of(unconfirmed):
            form.further += [Problem("id_confirmed", f"请核对：{message}") for message in unconfirmed]
        elif draft.layout.justify(after, form.editor) and not confirm_reason(request):
            form.further.append(Problem("id_confirm_reason", "面积超出允许差的，请写明理由"))
        if form.errors:
            note = "已存为草稿。下面几处改好以后才能提交"
            draft = opened(request, saved.public_id, draft.noun.name, draft.row.key)
            return page(request, draft, form, hash=saved.content_hash, note=note, status=422)
        if unconfirmed:
            keep_confirmed(request, saved, unconfirmed)
        return redirect(saved)
    messages.success(request, f"已保存 {clock()}")
    return HttpResponseRedirect(request.path)


def confirm_reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("confirm_reason", "").split())[:300]


def keep_confirmed(request: HttpRequest, saved: ChangeSet, warnings: list[str]) -> None:
    """What the author has ticked, and why: said where the reviewers read, with hour and name, once."""
    reason = confirm_reason(request)
    said = f"提交前已核对：{'；'.join(warnings)}"[:650] + (f"。说明：{reason}" if reason else "")
    if not saved.comments.filter(user=request.user.pk, text=said).exists():
        comment(saved.public_id, request.user, said)


def attached(request: HttpRequest, draft: Draft, form: NounForm, after: Snapshot, do: str) -> HttpResponse:
    """Files come with the form: what is sound of it is saved first, then each file for itself, and nothing typed is
    lost. Further on only when nothing is wrong."""
    name, key = draft.noun.name, draft.row.key
    try:
        saved = written(request, draft, sound(draft, form, after))
        saved, data, refusals = put_files(request, saved, name, key)
    except Conflict as problem:
        return conflict(
            request, opened(request, draft.change_set.public_id, name, key), form, after, problem.message
        )
    except (BadInput, NotSeen) as problem:
        form.refuse(as_bad_input(problem))
        return page(request, draft, form, status=422)
    if not has_files(request):
        refusals.append("请先选择要上传的文件")
    draft = opened(request, saved.public_id, name, key)
    if not refusals and not form.errors:
        return save(request, draft, form, draft.content, is_last=do == "check", is_written=True)
    again = NounForm(draft.noun, draft.layout, editor_of(request), draft.content, data=data, key=key)
    again.read_all()
    again.further += [Problem("id_files", message) for message in refusals]
    return page(request, draft, again, status=422)


def sound(draft: Draft, form: NounForm, after: Snapshot) -> Snapshot:
    """The draft with what was typed without a fault."""
    names = form.sound_names
    return draft.content | {name: value for name, value in after.items() if name in names}


def autosave(request: HttpRequest, draft: Draft, form: NounForm, after: Snapshot) -> HttpResponse:
    """Saves what is sound; what is half typed stays on the page, and the answer says so."""
    # Of a set in review it would void the signatures behind the author's back.
    if draft.change_set.state != State.DRAFT or is_stale(request, draft):
        return JsonResponse({"message": "没有自动保存：这份草稿在别处改过。请按“保存草稿”对照"}, status=409)
    after = sound(draft, form, after)
    try:
        saved = written(request, draft, after)
    except Conflict as problem:
        return JsonResponse({"message": problem.message}, status=409)
    except (BadInput, NotSeen) as problem:
        return JsonResponse({"message": f"没有自动保存：{as_bad_input(problem).message}"}, status=422)
    waiting = f"；还有 {len(form.errors)} 处没有写对，未保存：{form.errors[0].message}" if form.errors else ""
    return JsonResponse(
        {
            "message": f"已自动保存 {clock()}{waiting}",
            "hash": saved.content_hash,
            "ids": form.given_ids(),
            "preview": draft.layout.preview(after, form.editor),
            "areas": draft.layout.context(after, form.editor).get("areas"),
        }
    )


def written(request: HttpRequest, draft: Draft, after: Snapshot) -> ChangeSet:
    with acting_in(request, scope=scope_for(request)):
        return put_row(
            draft.change_set.public_id, request.user, draft.row.key, after,
            seen_hash=request.POST.get("hash", ""), noun=draft.noun.name,
        )  # fmt: skip


def as_bad_input(problem: BadInput | NotSeen) -> BadInput:
    """A record may not be moved to where its editor has no say: told at the region."""
    return (
        problem
        if isinstance(problem, BadInput)
        else BadInput("region", "所在区划与主管单位合在一起，不在您的范围内")
    )


def moved(request: HttpRequest, draft: Draft, do: str) -> HttpResponse:
    """Without a script: the same form with a row more or less; nothing is saved or lost."""
    if do == "plots":
        return plots(request, draft)
    data, anchor = with_rows_moved(request.POST, do)
    form = NounForm(draft.noun, draft.layout, editor_of(request), draft.content, data=data, key=draft.row.key)
    form.leave_unchecked()
    return page(request, draft, form, anchor=anchor)


def plots(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Parcels read from coordinates, as rows of the form; saved when their author says so."""
    if "parcels" not in draft.layout.rows:
        raise BadInput("do", "没有这个操作")
    told: dict[str, Any] = {"anchor": "rows_parcels"}
    try:
        data, told["note"] = with_plots(request.POST, request.FILES)
    except BadInput as problem:
        data, told = request.POST, {
            "anchor": "plots", "plots_problem": problem.message, "plots_text": request.POST.get("plots_text", ""),
            "plots_crs": request.POST.get("plots_crs", ""), "status": 422,
        }  # fmt: skip
    form = NounForm(draft.noun, draft.layout, editor_of(request), draft.content, data=data, key=draft.row.key)
    typed = form.read_all()
    proposed = sound(draft, form, typed)
    form.leave_unchecked()
    return page(request, draft, form, content=proposed, **told)


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    if request.POST.get("do") != "autosave":
        raise Refused(reason)
    record_refusal(request, reason)
    return JsonResponse({"message": reason}, status=403)


def clock() -> str:
    return f"{timezone.localtime():%H:%M}"


def address(change_set: ChangeSet, row: ChangeRow | None = None) -> str:
    """Of the form of a record in a set."""
    if row is None:
        return reverse("desk:edit", args=[change_set.public_id])
    return reverse("desk:edit_row", args=[change_set.public_id, row.noun, row.key])
