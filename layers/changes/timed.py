"""What happens by the clock: releases at their hour, withdrawals at expiry, reminders in the morning.

Each is asked anew when its hour has come, in the name of who signed the publication; what may no longer be is not
done, and its author reads why. Run twice, at any time, in any order, nothing happens twice.
"""

import logging
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import noun_of
from layers.changes.drafting import Proposal, rows_of
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.changes.hashing import set_hash
from layers.changes.models import ChangeRow, ChangeSet, Reminder
from layers.changes.reading import snapshots
from layers.changes.release import release_now
from layers.changes.review import desk_of, next_step, signatures
from layers.staff.models import Role
from layers.staff.scope import scope_of

logger = logging.getLogger(__name__)
State = ChangeSet.State


def release_due() -> int:
    """Releases the signed sets whose hour has come; how many."""
    due = ChangeSet.objects.signed_by_all().filter(release_at__lte=timezone.now()).order_by("release_at")
    return sum(_release(pk) for pk in due.values_list("pk", flat=True))


def _release(pk: int) -> bool:
    change_set = ChangeSet.objects.get(pk=pk)
    signed = signatures(change_set)
    publisher = signed[-1].user if signed else change_set.author
    try:
        with acting(publisher, purpose="定时发布"):
            change_set = ChangeSet.objects.select_for_update().get(pk=pk)
            if change_set.state != State.IN_REVIEW or next_step(change_set) is not None:
                return False
            _refuse_who_left(change_set, publisher, Role.PUBLISHER if signed else Role.EDITOR)
            release_now(change_set, publisher)
            return True
    except (BadInput, Conflict, NotSeen, Refused) as problem:
        # It goes back to its author, who reads the reason; the clock does not try again by itself.
        with acting(publisher, purpose="定时发布"):
            ChangeSet.objects.filter(pk=pk, state=State.IN_REVIEW).update(
                state=State.DRAFT, due_on=None, problem=f"定时发布未成：{problem.message}"[:300]
            )
        return False
    except DatabaseError:
        logger.exception("scheduled release of change set %s", pk)
        return False


def _refuse_who_left(change_set: ChangeSet, person: Any, role: Role) -> None:
    """Whoever signed must still hold the office at the hour of release."""
    if not scope_of(person).covers(role, change_set.region.path, change_set.organisation_id):
        raise Refused(f"{person}已不再担任{role.label}")


def expire_due() -> int:
    """Withdraws what was released until now; how many sets."""
    over = ChangeSet.objects.filter(state=State.RELEASED, expires_at__lte=timezone.now(), problem="")
    over = over.exclude(undone_by__kind=ChangeSet.Kind.EXPIRY)
    return sum(_expire(change_set) for change_set in over.select_related("released_by"))


def _expire(done: ChangeSet) -> bool:
    try:
        with acting(done.released_by, purpose="到期撤回"):
            # Two workers at one moment: the second waits here, and finds it done.
            done = (
                ChangeSet.objects.select_for_update(of=("self",))
                .select_related("released_by")
                .get(pk=done.pk)
            )
            if done.undone_by.filter(kind=ChangeSet.Kind.EXPIRY).exists():
                return False
            _withdraw_all(done)
            return True
    except BadInput as problem:
        ChangeSet.objects.filter(pk=done.pk).update(problem=f"到期撤回未成：{problem.message}"[:300])
        return False


def _withdraw_all(done: ChangeSet) -> None:
    """A set of its own, so that the history says when and why. What is gone already is left out."""
    made = ChangeSet(
        noun=done.noun, kind=ChangeSet.Kind.EXPIRY, title=f"到期撤回：{done.title}"[:200], undoes=done,
        author=done.author, region_id=done.region_id, organisation_id=done.organisation_id, desk_id=done.desk_id,
        idempotency_key=f"expiry:{done.public_id}", submitted_at=timezone.now(),
    )  # fmt: skip
    lasting = [row for row in done.rows.all() if row.after is not None]
    proposals = []
    for name in {row.noun for row in lasting}:
        public = snapshots(noun_of(name), [row.key for row in lasting if row.noun == name])
        proposals += [Proposal(key=key, noun=name, reason="公布期满") for key in sorted(public)]
    rows = rows_of(made, {}, proposals, (None, None))
    made.row_count = len(rows)
    made.content_hash = set_hash(made, [row.digest for row in rows])
    made.save()
    for row in rows:
        row.change_set = made
    ChangeRow.objects.bulk_create(rows, batch_size=1_000)
    release_now(made, done.released_by)


def remind() -> int:
    """One reminder a day for each set whose step is overdue; how many."""
    today = timezone.localdate()
    late = (
        ChangeSet.objects.in_review()
        .filter(due_on__lt=today)
        .select_related("region", "organisation", "flow")
    )
    made = [
        Reminder(
            change_set=change_set,
            on=today,
            text=f"应于 {change_set.due_on} 办结。{desk_of(change_set).sentence}"[:200],
        )
        for change_set in late
    ]
    return len(Reminder.objects.bulk_create(made, ignore_conflicts=True))
