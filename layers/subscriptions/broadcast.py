"""村级广播稿: a notice in sentences that one can read aloud over the loudspeaker of a village, twice.

Who is old, or has no telephone that shows pages, hears of it so; the paper on the board stays the act of notice.
"""

from dataclasses import dataclass

from layers.regions.everyday import everyday_name
from layers.regions.models import Region
from layers.subscriptions.models import Notice, TopicKind

TIMES = 2


@dataclass(frozen=True)
class Broadcast:
    """``sentences`` are spoken one after the other, ``TIMES`` times."""

    village: Region
    name: str
    sentences: tuple[str, ...]


def villages_of(notice: Notice) -> list[Region]:
    """In force today: who subscribed under a former code lives in one of them."""
    codes = notice.topics.filter(kind=TopicKind.VILLAGE).values("key")
    return list(Region.objects.published().villages().with_parents().filter(code__in=codes).order_by("code"))


def broadcast(notice: Notice, village: Region) -> Broadcast:
    name = everyday_name(village.name)
    office = notice.organisation
    at_office = f"{office.name}{f'，电话 {spoken(office.phone)}' if office.phone else ''}" if office else ""
    sentences = (
        f"{name}的乡亲们请注意，现在广播一条通知。",
        f"{at_office_name(notice)}发布了一条消息：{notice.title}。",
        f"说的是：{notice.about}。",
        *(
            [f"这次广播只是提醒，{notice.kind.paper.rstrip('。')}，请到村里的公开栏看原文。"]
            if notice.kind.paper
            else []
        ),
        f"有不明白的，可以问村委会{f'，也可以问{at_office}' if at_office else ''}。",
    )
    return Broadcast(village, name, sentences)


def at_office_name(notice: Notice) -> str:
    return notice.organisation.name if notice.organisation else "政府"


def spoken(number: str) -> str:
    """0123-4567890 as it is read digit by digit: 0123 4567890 becomes 0 1 2 3，4 5 6 7 8 9 0."""
    return "，".join(" ".join(part) for part in number.replace(" ", "-").split("-") if part)
