"""What is done to a change set: each by POST, with the hash that its page showed. The rules are layers.changes'."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from geo.errors import BadInput
from importers.models import Batch
from importers.overriding import unfit
from layers.changes import drafting, review
from layers.changes.drafting import draft_withdrawal
from layers.changes.models import ChangeSet, Signature
from layers.changes.undo import undo
from layers.staff.scope import scope_for
from portal.desk.noun import desk_noun
from portal.desk.record import seen
from portal.desk.writing import writing

MOST_AT_ONCE = 100


def hash_of(request: HttpRequest) -> str:
    return request.POST.get("hash", "")


@writing
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    # The reason is asked where the file is handed in, with its faults before one's eyes.
    batch = Batch.objects.filter(change_set__public_id=public_id).first()
    if batch is not None and not batch.findings.get("override") and (count := unfit(batch)):
        raise BadInput(
            "reason", f"有 {count} 个地块的声明面积与坐标面积不符，请到这份导入的页面写明理由再提交"
        )
    done = review.submit(public_id, request.user, seen_hash=hash_of(request))
    messages.success(request, handed_in(done))
    return redirect(done)


def handed_in(done: ChangeSet) -> str:
    if done.state == ChangeSet.State.SUBMITTING:
        return "条数较多，已交给后台提交"
    return "已公布，公众现在就能看到" if done.state == ChangeSet.State.RELEASED else "已提交审核"


@writing
def sign(request: HttpRequest, public_id: str) -> HttpResponse:
    """Passes or returns the step that the page named."""
    decision = request.POST.get("decision", "")
    done = review.sign(
        public_id, request.user, request.POST.get("step", ""), seen_hash=hash_of(request), decision=decision,
        comment=request.POST.get("comment", ""),
    )  # fmt: skip
    messages.success(request, told(done, decision))
    return redirect(done)


def told(done: ChangeSet, decision: str) -> str:
    if done.state == ChangeSet.State.RELEASED:
        return "已发布，公众现在就能看到"
    if done.state == ChangeSet.State.RELEASING:
        return "条数较多，已交给后台发布"
    if decision == Signature.Decision.RETURN:
        return "已退回起草人"
    return "已通过，转到下一步"


@writing
def sign_many(request: HttpRequest) -> HttpResponse:
    """From the list of my work: each box carries set, step and seen hash; each is done for itself."""
    chosen = [tuple(value.split(" ")) for value in request.POST.getlist("chosen")]
    if not chosen or len(chosen) > MOST_AT_ONCE or any(len(one) != 3 for one in chosen):
        raise BadInput("chosen", f"请勾选 1 到 {MOST_AT_ONCE} 件")
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "")
    if decision not in Signature.Decision.values:
        raise BadInput("decision", "请选择通过或退回")
    results = review.sign_many(chosen, request.user, decision=decision, comment=comment)  # type: ignore[arg-type]
    failed = {public_id: reason for public_id, reason in results if reason}
    if done := len(results) - len(failed):
        messages.success(request, f"已办理 {done} 件")
    titles = dict(
        ChangeSet.objects.visible_to(request.user, scope_for(request))
        .filter(public_id__in=failed)
        .values_list("public_id", "title")
    )
    for public_id, reason in failed.items():
        messages.warning(request, f"没有办成：{titles.get(public_id, public_id)}。{reason}")
    return redirect("desk:home")


@writing
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    said = review.comment(public_id, request.user, request.POST.get("text", ""))
    return redirect(said.change_set)


@writing
def schedule(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hours as a browser gives them: 2026-12-03T08:00, of this time zone."""
    release_at, expires_at = (hour(name, request.POST.get(name, "")) for name in ("release_at", "expires_at"))
    done = drafting.schedule(
        public_id, request.user, seen_hash=hash_of(request), release_at=release_at, expires_at=expires_at
    )
    messages.success(
        request, "时间已定；改动时间和改动内容一样，要重新审核" if release_at or expires_at else "已取消定时"
    )
    return redirect(done)


def hour(name: str, text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return timezone.make_aware(dt.datetime.fromisoformat(text).replace(tzinfo=None))
    except (ValueError, OverflowError):
        raise BadInput(name, "时间格式不正确") from None


@writing
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    done = drafting.drop(public_id, request.user, seen_hash=hash_of(request))
    messages.success(request, f"已放弃“{done.title}”，公众看到的没有改变")
    return redirect("desk:home")


@writing
def catch_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """After the newer version was shown: my text stays, compared with what is public now."""
    done = drafting.catch_up(public_id, request.user, seen_hash=hash_of(request))
    messages.success(request, "已改为与现在公开的内容对照，请核对后再提交")
    return redirect(done)


@writing
def undo_set(request: HttpRequest, public_id: str) -> HttpResponse:
    made = undo(public_id, request.user)
    is_waiting = made.public_id == public_id
    messages.success(request, "条数较多，已交给后台起草撤销" if is_waiting else "已起草撤销，核对后提交审核")
    return redirect(made)


@writing
def withdraw(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A draft that takes the record back."""
    given: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("reason", "successor")}
    noun = desk_noun(slug)
    seen(noun, request, key)  # before what the form lacks
    made = draft_withdrawal(noun.name, request.user, key, **given)
    messages.success(request, "已起草撤回，核对后提交审核")
    return redirect(made)
