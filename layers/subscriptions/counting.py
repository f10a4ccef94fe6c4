"""For the desk: what became of each notice, in numbers, without any recipient."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from layers.subscriptions.models import Channel, Notice, Outbox, State

LISTED = 200


@dataclass(frozen=True)
class Delivery:
    """``states`` pairs a label with how many; ``unknowns`` says how often it could not be told whether one was taken."""

    notice: Notice
    channels: list[tuple[str, list[tuple[str, int]]]]
    unknowns: int
    problems: list[tuple[str, int]]


def deliveries(notices: QuerySet[Notice]) -> list[Delivery]:
    """The newest ones. Three queries."""
    listed = list(notices.select_related("kind", "organisation")[:LISTED])
    of_these = Outbox.objects.filter(notice__in=[one.pk for one in listed]).order_by()
    states = list(
        of_these.values("notice", "channel", "state").annotate(rows=Count("pk"), unknowns=Sum("unknowns"))
    )
    told = Q(state__in=(State.FAILED, State.UNKNOWN, State.QUEUED)) & ~Q(problem="")
    problems = list(of_these.filter(told).values("notice", "problem").annotate(rows=Count("pk")))
    return [
        Delivery(
            notice,
            [
                (channel.label, counts)
                for channel in Channel
                if (counts := _counts([row for row in states if row["notice"] == notice.pk], channel))
            ],
            sum(row["unknowns"] for row in states if row["notice"] == notice.pk),
            [(row["problem"], row["rows"]) for row in problems if row["notice"] == notice.pk],
        )
        for notice in listed
    ]


def _counts(rows: list[Any], channel: Channel) -> list[tuple[str, int]]:
    found = {row["state"]: row["rows"] for row in rows if row["channel"] == channel}
    return [(state.label, found[state]) for state in State if state in found]
