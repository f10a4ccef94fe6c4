"""Whether those who asked were answered in time: applications by 条例 33, questions by the days of their kind.

What is not due yet counts for good: nobody has let it lie. To be asked inside ``acting``.
"""

from collections.abc import Iterable

from django.utils import timezone

from layers.assessment.counted import Asked, Row
from layers.consultations import handling
from layers.consultations.models import State
from layers.foi import visible as foi
from layers.foi.clocks import reckon


def applications(asked: Asked) -> Iterable[Row]:
    """Received within the period."""
    rows = foi.visible(asked.scope).filter(
        region__path__startswith=asked.region.path, received_on__range=(asked.first, asked.last)
    )
    for row in rows.prefetch_related("events").order_by("received_on", "pk"):
        events = sorted(row.events.all(), key=lambda event: event.sequence)
        late = reckon(events, row.channel, asked.calendar).late_by(asked.today, asked.calendar)
        note = f"{row.received_on} 收到，{f'迟 {late} 个工作日' if late else '没有超期'}"
        address = f"/staff/foi/{row.number}/"
        yield Row(
            row.region.path, row.organisation_id, "", f"申请 {row.number}", address, note, float(not late)
        )


def questions(asked: Asked) -> Iterable[Row]:
    """That came in within the period."""
    rows = handling.visible(asked.scope).filter(
        region__path__startswith=asked.region.path, created_at__date__range=(asked.first, asked.last)
    )
    for row in rows.order_by("created_at", "pk"):
        is_answered = row.state == State.ANSWERED and row.answered_at is not None
        end = timezone.localdate(row.answered_at) if is_answered else asked.today
        late = handling.owed(row, end, asked.calendar).late_by
        note = f"{timezone.localdate(row.created_at)} 收到，{f'迟 {late} 个工作日' if late else '没有超期'}"
        address = f"/staff/questions/{row.number}/"
        yield Row(row.region.path, row.organisation_id, "", str(row), address, note, float(not late))
