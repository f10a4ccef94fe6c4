"""The steps of a review: who may take the next one, and taking it. One line, each step another person.

The author, each reviewer and the publisher are different people, counted over those who act and those for whom they
stand in. A signature counts in its round and over its hash; what is edited or sent back starts a new round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import noun_of
from layers.changes.drafting import own_draft
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet, Comment, Flow, FlowStep, Signature
from layers.changes.passage import Passage, is_large, put_aside
from layers.changes.reading import BATCH, batches
from layers.changes.release import check, flow_of, release_now
from layers.changes.scoping import belonging, first_desk, found
from layers.regions.models import Region
from layers.staff.eligible import who_may
from layers.staff.models import User
from layers.staff.scope import Grant, Scope, scope_of
from layers.workdays.calendar import load_calendar
from layers.workdays.work_calendar import CalendarMissing

State = ChangeSet.State
PASS, RETURN = Signature.Decision.PASS, Signature.Decision.RETURN
APART = "起草、各级审核和发布须由不同的人办理，代理也不例外"


@dataclass(frozen=True)
class StepState:
    """One step of the flow as it stands in this round."""

    step: FlowStep
    signature: Signature | None
    is_next: bool


@dataclass(frozen=True)
class Desk:
    """Who is to take the next step: the people of ``region``, with a sentence that says so."""

    step: FlowStep | None
    region: Region | None
    sentence: str
    people: tuple[User, ...] = ()


def submit(change_set: str, user: Any, *, seen_hash: str, at_once: bool = False) -> ChangeSet:
    """Hands one's own draft in for review; what is the editor's alone becomes public at once. A large one is left to the
    worker (``submitting``) unless the caller has the time.

    Raises BadInput for what is not complete or changes nothing, Conflict when something newer is public.
    """
    scope = scope_of(user)
    with acting(user, scope=scope):
        own = own_draft(change_set, user, scope, seen_hash)
        if own.state != State.DRAFT:
            raise Conflict("这份变更已经提交")
        if not own.rows.exclude(before__isnull=False, after__isnull=False, before=F("after")).exists():
            raise BadInput(None, "还没有改动，不需要提交")
        if is_large(own) and not at_once:
            put_aside(own, Passage.Step.SUBMIT, user, state=State.SUBMITTING)
            return own
        # Who lost the editor's post since the draft was written hands nothing in.
        belonging(scope, own.rows.iterator(chunk_size=2_000), first_desk(scope))
        check(own)
        _demand(own)
        own.flow = Flow.objects.get(pk=flow_of(own))
        own.state, own.round, own.submitted_at = State.IN_REVIEW, own.round + 1, timezone.now()
        own.due_on, own.problem = due_on(own), ""
        own.save()
        _release_if_ready(own, user)
        return own


def _demand(own: ChangeSet) -> None:
    """Of an undo and of what a merger takes along nothing is asked."""
    if own.kind in (ChangeSet.Kind.EDIT, ChangeSet.Kind.IMPORT, ChangeSet.Kind.PUSH):
        rows = own.rows.filter(noun=own.noun, after__isnull=False).only("before", "after")
        for some in batches(rows.iterator(chunk_size=BATCH)):
            noun_of(own.noun).demand([(row.before, row.after) for row in some])


def sign(
    change_set: str,
    user: Any,
    step: str,
    *,
    seen_hash: str,
    decision: str = PASS,
    comment: str = "",
    at_once: bool = False,
) -> ChangeSet:
    """Takes the step with the code ``step`` over the hash that the user saw. The last one makes the set public; of a
    large one both are left to the worker (``releasing``) unless the caller has the time.

    Raises NotSeen, Refused for who may not, Conflict for a step that is taken, out of turn or over another hash.
    """
    if decision not in Signature.Decision.values:
        raise BadInput("decision", "请选择通过或退回")
    if decision == RETURN and not comment.strip():
        raise BadInput("comment", "退回请写明理由")
    if len(comment) > 500:
        raise BadInput("comment", "意见最多 500 个字")
    scope = scope_of(user)
    with acting(user, scope=scope):
        waiting = found(change_set, user, scope, lock=True)
        current = _current(waiting, step, seen_hash)
        grant = grant_for(waiting, current, scope)
        if decision == PASS and not at_once and is_large(waiting) and _makes_public(waiting, current):
            put_aside(
                waiting, Passage.Step.SIGN, user, state=State.RELEASING, code=step, comment=comment.strip()
            )
            return waiting
        try:
            with transaction.atomic():
                Signature.objects.create(
                    change_set=waiting, step=current, round=waiting.round, content_hash=seen_hash, user=user,
                    on_behalf_of_id=None if grant.principal_id == user.pk else grant.principal_id,
                    decision=decision, comment=comment.strip(),
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(f"“{current}”刚刚已有人办理") from None
        if decision == RETURN:
            waiting.state, waiting.due_on = State.DRAFT, None
        else:
            waiting.due_on = due_on(waiting)
        waiting.save(update_fields=["state", "due_on", "changed_at"])
        _release_if_ready(waiting, user)
        return waiting


def release(change_set: str, user: Any, *, seen_hash: str, comment: str = "") -> ChangeSet:
    """Signs the publication: the set is public now, or at its hour. See ``sign``."""
    scope = scope_of(user)
    waiting = found(change_set, user, scope)
    last = FlowStep.objects.filter(flow=waiting.flow_id).order_by("number").last()
    if last is None:
        raise Conflict("这份变更不在审核中")
    return sign(change_set, user, last.code, seen_hash=seen_hash, comment=comment)


def sign_many(
    chosen: Iterable[tuple[str, str, str]], user: Any, *, decision: str = PASS, comment: str = ""
) -> list[tuple[str, str]]:
    """One decision over many sets, each given by public id, step and seen hash; each for itself.

    Public id → "" when it was done, else why not.
    """
    results = []
    for public_id, step, seen_hash in chosen:
        try:
            sign(public_id, user, step, seen_hash=seen_hash, decision=decision, comment=comment)
            results.append((public_id, ""))
        except (BadInput, Conflict, NotSeen, Refused) as problem:
            results.append((public_id, problem.message))
    return results


def comment(change_set: str, user: Any, text: str) -> Comment:
    """Says something about a set that one may see."""
    scope = scope_of(user)
    with acting(user, scope=scope):
        seen = found(change_set, user, scope)
        if not text.strip() or len(text) > 1_000:
            raise BadInput("text", "请写 1 到 1000 个字")
        return Comment.objects.create(change_set=seen, user=user, text=text.strip())


def steps(change_set: ChangeSet) -> list[StepState]:
    """All steps of the flow with those signed in this round over this hash."""
    signed = {
        signature.step_id: signature for signature in signatures(change_set) if signature.decision == PASS
    }
    every = list(FlowStep.objects.filter(flow=change_set.flow_id).order_by("number"))
    following = next((step for step in every if step.pk not in signed), None)
    is_open = change_set.state == State.IN_REVIEW
    return [StepState(step, signed.get(step.pk), is_open and step == following) for step in every]


def signatures(change_set: ChangeSet) -> list[Signature]:
    """Those that count: of this round, over this hash."""
    rows = Signature.objects.filter(
        change_set=change_set, round=change_set.round, content_hash=change_set.content_hash
    )
    return list(rows.select_related("user", "on_behalf_of", "step"))


def next_step(change_set: ChangeSet) -> FlowStep | None:
    """None when all are signed, or it is not in review."""
    return next((state.step for state in steps(change_set) if state.is_next), None)


def grant_for(change_set: ChangeSet, step: FlowStep, scope: Scope) -> Grant:
    """The grant by which the user takes this step, her own before a lent one. Raises Refused."""
    where = (change_set.region.path, change_set.organisation_id, change_set.drafted_at)
    covering = [
        grant
        for grant in scope.grants
        if grant.role == step.role
        and (grant.is_secrecy_reviewer or not step.by_secrecy_reviewer)
        and grant.covers_draft(*where)
    ]
    if not covering:
        raise Refused(f"“{step}”不在您的职责范围内")
    persons = set(change_set.persons)
    for signature in signatures(change_set):
        persons |= signature.persons
    apart = [grant for grant in covering if not {scope.user_id, grant.principal_id} & persons]
    if not apart:
        raise Refused(APART)
    return min(apart, key=lambda grant: grant.principal_id != scope.user_id)


def may_sign(change_set: ChangeSet, user: Any, scope: Scope | None = None) -> FlowStep | None:
    """The step that the user may take now, for the buttons of a page."""
    step = next_step(change_set)
    if step is None:
        return None
    try:
        grant_for(change_set, step, scope or scope_of(user))
    except Refused:
        return None
    return step


def desk_of(change_set: ChangeSet) -> Desk:
    """Where the next step lies: with the nearest unit upwards in which somebody may take it."""
    step = next_step(change_set)
    if step is None:
        return Desk(None, None, "各步都已办理" if change_set.state == State.IN_REVIEW else "不在审核中")
    region = change_set.region
    able: list[User] = []
    candidates = who_may(
        step.role, region, change_set.organisation, secrecy=step.by_secrecy_reviewer, desk=change_set.desk
    )
    for person in candidates:
        # Nearest first: once one of a level may, the levels above need not be asked.
        if able and person.level != able[0].level:  # type: ignore[attr-defined]
            break
        try:
            grant_for(change_set, step, scope_of(person))
        except Refused:
            continue
        able.append(person)
    if not able:
        return Desk(step, None, f"“{step}”目前没有人可以办理，请与安全管理员联系")
    level = able[0].level  # type: ignore[attr-defined]
    where = next(unit for unit in [region, *reversed(region.ancestors)] if unit.level == level)
    names = "、".join(str(person) for person in able[:3]) + ("等" if len(able) > 3 else "")
    if where.pk == region.pk:
        return Desk(step, where, f"等待{where}{names}办理“{step}”", tuple(able))
    return Desk(step, where, f"{region}没有可以办理“{step}”的人，转由上级{where}{names}办理", tuple(able))


def due_on(change_set: ChangeSet) -> Any:
    """The day by which the next step is due; None when there is none, or no calendar says."""
    step = next_step(change_set)
    if step is None:
        return None
    try:
        return load_calendar().add_working_days(timezone.localdate(), step.working_days)
    except CalendarMissing:
        return None


def _current(change_set: ChangeSet, code: str, seen_hash: str) -> FlowStep:
    if change_set.state == State.RELEASED:
        raise Conflict("这份变更已经发布，不需要再办理")
    if change_set.state == State.RELEASING:
        raise Conflict("这份变更正在发布，请等它完成")
    if change_set.state != State.IN_REVIEW:
        raise Conflict("这份变更不在审核中：已退回、放弃，或又有修改")
    if change_set.content_hash != seen_hash:
        raise Conflict("内容在您打开之后有过修改，请刷新后重新审阅")
    for state in steps(change_set):
        if state.is_next and state.step.code == code:
            return state.step
        if state.signature is not None and state.step.code == code:
            raise Conflict(f"“{state.step}”已由{state.signature.user}办理")
    raise Conflict("还没有轮到这一步")


def _makes_public(change_set: ChangeSet, step: FlowStep) -> bool:
    """Whether nothing is left to wait for once that step is taken."""
    is_last = all(state.signature is not None or state.step == step for state in steps(change_set))
    return is_last and _is_its_hour(change_set)


def _is_its_hour(change_set: ChangeSet) -> bool:
    return change_set.release_at is None or change_set.release_at <= timezone.now()


def _release_if_ready(change_set: ChangeSet, user: Any) -> None:
    if change_set.state != State.IN_REVIEW or next_step(change_set) is not None:
        return
    if _is_its_hour(change_set):
        release_now(change_set, user)
