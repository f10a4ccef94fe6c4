"""A batch through its states: NEW → QUEUED → CHECKED, REFUSED or CANCELLED; back to QUEUED when it is read another way.

The check is one transaction with its outcome, so a job that is killed leaves a batch that still waits, and the next job
does it once: whoever holds the batch's lock checks it, and the change set carries a key that cannot come twice.
"""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from geo.errors import BadInput
from importers.bundle.checking import check_bundle
from importers.check import check
from importers.choices import Choices
from importers.dataset import Bundled, Whole, dataset_of
from importers.findings_kept import save_findings
from importers.mapping import remember
from importers.models import Batch, Progress, RowProblem
from importers.opening import digest_of, open_batch
from importers.overriding import reason_of, unfit
from importers.progress import Cancelled, Told, told_of
from importers.roads.handing_in import check_roads
from layers.audit.acting import acting
from layers.audit.record import record
from layers.changes import review
from layers.changes.errors import Conflict, NotSeen
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json
from layers.documents.storage import StoreAway
from layers.failpoints import failpoint
from layers.staff.models import User
from layers.staff.scope import scope_of
from layers.time_limits import without_time_limits

logger = logging.getLogger(__name__)
State = Batch.State
# A check that was cut off is begun again so often; what ends the worker each time must not end it for ever.
MOST_ATTEMPTS = 3
CANCELLED = "已按要求取消，什么也没有留下"


class Busy(Exception):
    """Another file is being checked."""


def queue(batch: Batch, choices: Mapping[str, Any]) -> None:
    """Puts the batch before the worker, to be read this way. In a transaction; the job begins when it has ended.

    Raises as ``arrange``.
    """
    from importers.tasks import check_later

    arrange(batch, choices)
    check_later(batch)


def arrange(batch: Batch, choices: Mapping[str, Any]) -> None:
    """The batch waits to be checked this way.

    Raises BadInput for what is no way of reading, Conflict for a batch that is being checked, submitted or given up.
    """
    wanted = Choices.of(choices)
    if not batch.is_open:
        raise Conflict("这份导入已经提交或放弃，不能再改")
    if batch.state == State.QUEUED and not _locked(batch):
        raise Conflict("正在检查；要换一种读法，请先取消")
    batch.choices, batch.state, batch.problem = wanted.as_json(), State.QUEUED, ""
    batch.queued_at, batch.idempotency_key = timezone.now(), key_of(batch, wanted)
    batch.save(update_fields=["choices", "state", "problem", "queued_at", "idempotency_key"])
    told = {"phase": "排队", "rows": 0, "rows_per_second": 0, "attempts": 0, "is_cancelled": False}
    Progress.objects.update_or_create(batch=batch, defaults=told)


def key_of(batch: Batch, choices: Choices) -> str:
    """SHA-256 over content, way of reading and person."""
    parts = [digest_of(batch), batch.dataset, choices.as_json(), batch.user_id]
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def cancel(batch: Batch) -> None:
    """Asks the job to stop. When none is at it, it is cancelled now."""
    Progress.objects.filter(batch=batch).update(is_cancelled=True)
    with transaction.atomic():
        if _locked(batch):
            _ended(batch, State.CANCELLED, CANCELLED)


def run_check(pk: int) -> None:
    """The job. Does nothing for a batch that does not wait, or that another job is at. Raises Busy, StoreAway."""
    batch = Batch.objects.select_related("user", "file", "correction", "change_set").filter(pk=pk).first()
    if batch is None or batch.state != State.QUEUED:
        return
    failpoint("check.begun")
    if _attempts(batch) > MOST_ATTEMPTS:
        _ended(batch, State.REFUSED, "检查几次都没有完成，文件可能过大或过于复杂，请分成几个文件")
        return
    try:
        with told_of(batch) as told:
            _checked(batch, told)
    except (Busy, StoreAway):
        Progress.objects.filter(batch=batch).update(attempts=F("attempts") - 1)
        raise
    except Cancelled:
        _ended(batch, State.CANCELLED, CANCELLED)
    except (BadInput, NotSeen, Conflict) as problem:
        _ended(batch, State.REFUSED, problem.message)
    failpoint("check.committed")


def _attempts(batch: Batch) -> int:
    """Counted before the work, and committed: a job that is killed has tried, too."""
    Progress.objects.get_or_create(batch=batch)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE importers_progress SET attempts = attempts + 1, at = now() WHERE batch_id = %s RETURNING attempts",
            [batch.pk],
        )
        return int(cursor.fetchone()[0])


def _checked(batch: Batch, told: Told) -> None:
    scope = scope_of(batch.user)
    with acting(batch.user, scope=scope, purpose="导入检查"):
        without_time_limits()
        if not _locked(batch):
            return
        if not _alone():
            raise Busy
        batch.refresh_from_db(fields=["state", "choices", "idempotency_key"])
        if batch.state != State.QUEUED:
            return
        forget(batch)
        choices = Choices.of(batch.choices)
        key = f"import:{batch.public_id}:{batch.idempotency_key[:48]}"
        dataset = dataset_of(batch.dataset)
        if isinstance(dataset, Bundled):
            found = check_bundle(batch, told, is_trial=not choices.drafts)
        elif isinstance(dataset, Whole):
            found = check_roads(batch, told, choices)
        else:
            with open_batch(batch, choices) as source:
                found = check(
                    dataset, source, choices, user=batch.user, file_name=batch.file_name, told=told, idempotency_key=key,
                )  # fmt: skip
        save_findings(batch, found)
        if found.mapping:
            remember(batch.user, batch.dataset, batch.header, {**choices.lasting, "mapping": found.mapping})
        failpoint("check.saved")


def _locked(batch: Batch) -> bool:
    """Whether this transaction is the one that checks the batch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('importers_batch'), %s)", [batch.pk])
        return bool(cursor.fetchone()[0])


def _alone() -> bool:
    """Whether no other transaction checks any file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('importers_one_at_a_time'))")
        return bool(cursor.fetchone()[0])


def forget(batch: Batch) -> None:
    """What an earlier check left. Its change set was nobody's but this batch's, and nobody has submitted it."""
    change_set, batch.change_set = batch.change_set, None
    if change_set is not None:
        if change_set.state != ChangeSet.State.DRAFT or change_set.round:
            raise Conflict("这份导入已经提交，不能再改")
        Batch.objects.filter(pk=batch.pk).update(change_set=None)
        change_set.delete()
    RowProblem.objects.filter(batch=batch).delete()


def _ended(batch: Batch, state: str, reason: str) -> None:
    """Without an outcome; unless another job came to one."""
    with acting(batch.user, scope=scope_of(batch.user), purpose="导入检查"):
        waiting = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if waiting.state == State.QUEUED:
            waiting.state, waiting.problem, waiting.checked_at = state, reason[:500], timezone.now()
            waiting.counts, waiting.preview = {}, []
            waiting.save(update_fields=["state", "problem", "checked_at", "counts", "preview"])
            forget(waiting)


def submit(batch: Batch, user: User, *, seen_hash: str, reason: str = "", at_once: bool = False) -> ChangeSet:
    """Hands the change set of the batch in for the ordinary review; ``reason`` is why areas that do not fit are right
    (overriding.py), and stays with the batch and before the eyes of the reviewers.

    Raises as ``review.submit`` does; Conflict for a batch that is not checked, BadInput for one with errors or without
    that reason.
    """
    if batch.change_set is None:
        if batch.state == State.CHECKED and not batch.errors:
            raise BadInput(None, "文件里没有要改的，不需要提交")
        raise Conflict("还有错误或没有检查完，不能提交")
    count = unfit(batch)
    told = reason_of(reason, count)
    failpoint("submit.begun")
    with acting(user, scope=scope_of(user)):
        without_time_limits()
        if told:
            batch.change_set.note = told
            batch.change_set.save(update_fields=["note"])
            batch.findings["override"] = told
            batch.save(update_fields=["findings"])
            record(
                "override", noun=Batch, keys=[batch.pk], change_set=batch.change_set.pk,
                detail={"reason": told, "rows": count},
            )  # fmt: skip
        done = review.submit(batch.change_set.public_id, user, seen_hash=seen_hash, at_once=at_once)
    failpoint("submit.done")
    return done


def into_drafts(batch: Batch) -> None:
    """The files of a bundle that was tried out wait for the worker, who puts them into drafts: all or none.

    Raises Conflict for a batch that is not checked or has errors.
    """
    if batch.state != State.CHECKED or batch.errors or not batch.counts.get("new"):
        raise Conflict("还有要改的，或没有新的文件，不能放进草稿")
    queue(batch, {**batch.choices, "drafts": True})


def give_up(batch: Batch) -> None:
    """The batch is dropped with its file, its problems and its draft; a line of it stays in the history."""
    if not batch.is_open:
        raise Conflict("这份导入已经提交或放弃")
    if batch.state == State.QUEUED:
        raise Conflict("正在检查，请先取消")
    forget(batch)
    batch.state, batch.file, batch.correction, batch.preview, batch.sample = State.DROPPED, None, None, [], []
    batch.save(update_fields=["state", "file", "correction", "preview", "sample", "change_set"])


def give_up_old(before: Any) -> int:
    """Drops what was handed in before that moment and never submitted; how many. Its files are swept with the others."""
    old = (
        Batch.objects.filter(created_at__lt=before)
        .exclude(state=State.DROPPED)
        .select_related("change_set", "user")
    )
    dropped = 0
    for batch in old:
        if not batch.is_open or (batch.change_set is not None and batch.change_set.round):
            continue
        try:
            with acting(None, purpose="清理未提交的导入"):
                give_up(batch)
            dropped += 1
        except (Conflict, DatabaseError):
            logger.exception("batch %s was not given up", batch.public_id)
    return dropped
