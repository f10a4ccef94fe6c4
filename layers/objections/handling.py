"""What the staff do with one objection: take it in hand, answer it, send a hearing application on."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.objections.models import WAITING, Kind, Membership, Objection, Outcome, State
from layers.receipts.words import answer_words
from layers.regions.models import Region
from layers.staff.models import User

LONGEST_ANSWER = 4_000
MOST_MEMBERS = 99_999
DONE = "已经答复过，不能再办"


def take_in_hand(number: str) -> None:
    """Raises BadInput when somebody was quicker."""
    row = _waiting(number)
    if row.state == State.RECEIVED:
        row.state = State.IN_HAND
        row.save(update_fields=["state"])


@transaction.atomic
def answer(number: str, by: User, text: str, outcome: str) -> Objection:
    """Once and for good: who wrote has perhaps read it already. Raises BadInput."""
    words = answer_words(text, LONGEST_ANSWER)
    if outcome not in Outcome:
        raise BadInput("outcome", "请选处理结果")
    row = _waiting(number)
    row.answer, row.outcome, row.state = words, outcome, State.ANSWERED
    row.answered_at, row.answered_by = timezone.now(), by
    row.save(update_fields=["answer", "outcome", "state", "answered_at", "answered_by"])
    return row


def forward(rows: list[str], today: dt.date) -> int:
    """Hearing applications are handed to whoever holds the hearing. That one is held (条例 28: when 多数 of the members
    consider the plan unlawful) a person decides; this records that they were sent on. The number of them."""
    waiting = Objection.objects.filter(
        number__in=rows, kind=Kind.HEARING, state__in=(State.RECEIVED, State.IN_HAND)
    )
    return waiting.update(state=State.FORWARDED, forwarded_on=today)


def state_members(case_id: int, village: Region, members: str, by: User) -> None:
    """Raises BadInput."""
    text = members.strip()
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= MOST_MEMBERS or len(text) > 5:
        raise BadInput("members", f"{village.name}：成员数应为 1 至 {MOST_MEMBERS} 的整数")
    Membership.objects.update_or_create(
        case_id=case_id, village=village, defaults={"members": int(text), "stated_by": by}
    )


def _waiting(number: str) -> Objection:
    """Locked: of two answers at once the second is told."""
    row = Objection.objects.select_for_update().get(number=number)
    if row.state not in WAITING:
        raise BadInput("state", DONE)
    return row
