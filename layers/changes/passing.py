"""The job of a passage: the step is taken as the person would have taken it, or the set is as it was, and says why.

A job that is killed has changed nothing: its transaction is gone, and the set still waits. It is taken up again once.
"""

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes import review
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.models import ChangeSet
from layers.changes.passage import Passage
from layers.changes.progress import heard
from layers.changes.undo import undo
from layers.failpoints import failpoint
from layers.staff.scope import scope_of
from layers.time_limits import without_time_limits

State, Step = ChangeSet.State, Passage.Step
# What ends the worker twice would end it for ever.
MOST_ATTEMPTS = 2
# The state in which the step is taken.
BEFORE = {Step.SUBMIT: State.DRAFT, Step.SIGN: State.IN_REVIEW, Step.UNDO: State.RELEASED}
PURPOSE = "后台办理"


def take(change_set: int) -> None:
    """The job. Does nothing for a set without a waiting passage, or that another job is at."""
    passage = Passage.objects.select_related("user").filter(pk=change_set, is_waiting=True).first()
    if passage is None:
        return
    failpoint("passage.begun")
    if _attempts(passage) > MOST_ATTEMPTS:
        _come_to_nothing(passage, "后台两次都没有办完，请与系统管理员联系")
        return
    try:
        with _told_of(passage), acting(passage.user, scope=scope_of(passage.user), purpose=PURPOSE):
            without_time_limits()
            if not locked(passage.pk) or not Passage.objects.filter(pk=change_set, is_waiting=True).exists():
                return
            _take(passage)
            Passage.objects.filter(pk=change_set).update(is_waiting=False)
            failpoint("passage.done")
    except (BadInput, Conflict, NotSeen, Refused) as problem:
        _come_to_nothing(passage, problem.message)
    failpoint("passage.committed")


def _take(passage: Passage) -> None:
    before = BEFORE[Step(passage.step)]
    ChangeSet.objects.filter(pk=passage.pk).update(state=before)
    public_id = ChangeSet.objects.values_list("public_id", flat=True).get(pk=passage.pk)
    if passage.step == Step.SUBMIT:
        review.submit(public_id, passage.user, seen_hash=passage.seen_hash, at_once=True)
    elif passage.step == Step.SIGN:
        review.sign(
            public_id, passage.user, passage.code, seen_hash=passage.seen_hash, comment=passage.comment, at_once=True
        )  # fmt: skip
    else:
        undo(public_id, passage.user, at_once=True)
    failpoint("passage.applied")


def _come_to_nothing(passage: Passage, reason: str) -> None:
    """The set is as it was before the step, with the reason beside it."""
    with acting(passage.user, scope=scope_of(passage.user), purpose=PURPOSE):
        if locked(passage.pk) and Passage.objects.filter(pk=passage.pk, is_waiting=True).update(
            is_waiting=False, problem=reason[:300]
        ):
            before = BEFORE[Step(passage.step)]
            ChangeSet.objects.filter(pk=passage.pk).exclude(state=before).update(state=before)


def locked(change_set: int) -> bool:
    """Whether this transaction is the one that takes the step. Not a lock of the queue, which a worker that was killed
    would keep for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('changes_passage'), %s)", [change_set])
        return bool(cursor.fetchone()[0])


def is_under_way(change_set: int) -> bool:
    """Whether a job is at it; the lock is taken and given back to see."""
    with transaction.atomic():
        return not locked(change_set)


def _attempts(passage: Passage) -> int:
    """Counted before the work, and committed: a job that is killed has tried, too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE changes_passage SET attempts = attempts + 1, rows = 0 WHERE change_set_id = %s RETURNING attempts",
            [passage.pk],
        )
        return int(cursor.fetchone()[0])


@contextlib.contextmanager
def _told_of(passage: Passage) -> Iterator[None]:
    """The step is one transaction, of which nobody sees anything before its end; so how far it is goes another way."""
    own = connection.copy()

    def tell(rows: int) -> None:
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE changes_passage SET rows = %s WHERE change_set_id = %s", [rows, passage.pk]
            )

    try:
        with heard(tell):
            yield
    finally:
        own.close()
