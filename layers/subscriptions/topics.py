"""What can be subscribed to: a village by its code, a case, a class of policies, a service item. One function says what a key
means."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from geo.errors import BadInput
from layers.land.models import Case
from layers.policies.models import PolicyClass
from layers.public_ids import parse_public_id
from layers.regions.codes import find
from layers.regions.everyday import everyday_name
from layers.regions.models import Level, Region, RegionCode, Succession
from layers.services.models import ServiceItem
from layers.subscriptions.notices import TopicKind

NOT_THERE = "没有这个订阅的内容，网址可能输错"
# Mergers of mergers, as far back as layers.land looks for cases.
STEPS_BACK = 3


@dataclass(frozen=True)
class Topic:
    """``called``: what one says for it in a chat, where that is not its key."""

    kind: str
    key: str
    title: str
    address: str
    called: str = ""

    @property
    def said(self) -> str:
        return self.called or self.key


def topic(kind: str, key: str) -> Topic:
    """Raises BadInput for what is not public, or can not be subscribed to."""
    if kind not in READERS:
        raise BadInput("kind", NOT_THERE)
    found = READERS[kind](key)
    if found is None:
        raise BadInput("key", NOT_THERE)
    return found


def title_of(kind: str, key: str) -> tuple[str, str]:
    """For a list of one's own: a topic that is no longer public still has to be named, without a link."""
    try:
        found = topic(kind, key)
    except BadInput:
        return f"{TopicKind(kind).label} {key}（已不公开）", ""
    return found.title, found.address


def _village(key: str) -> Topic | None:
    found = find(key) if key.isascii() and key.isdigit() and len(key) == 12 else None
    # A village that was split: one has to say which part.
    if not isinstance(found, Region) or found.level != Level.VILLAGE:
        return None
    return Topic(
        TopicKind.VILLAGE, found.code, f"{everyday_name(found.name)}的征地", found.get_absolute_url()
    )


def _case(key: str) -> Topic | None:
    found = (
        Case.objects.published()
        .filter(public_id=parse_public_id(key, "key"))
        .only("public_id", "name")
        .first()
    )
    if found is None:
        return None
    return Topic(TopicKind.CASE, found.public_id, found.name, found.get_absolute_url())


def _policy_class(key: str) -> Topic | None:
    """Not one that the city has still to name."""
    found = PolicyClass.objects.filter(pk=key, is_confirmed=True).first()
    if found is None:
        return None
    return Topic(
        TopicKind.POLICY_CLASS,
        found.code,
        f"政策：{found.name}",
        f"/policies/?{urlencode({'class': found.code})}",
        called=found.name,
    )


def _item(key: str) -> Topic | None:
    found = (
        ServiceItem.objects.published()
        .filter(public_id=parse_public_id(key, "key"))
        .only("public_id", "name")
        .first()
    )
    if found is None:
        return None
    return Topic(TopicKind.ITEM, found.public_id, f"办事：{found.name}", found.get_absolute_url())


READERS: dict[str, Callable[[str], Topic | None]] = {
    TopicKind.VILLAGE: _village,
    TopicKind.CASE: _case,
    TopicKind.POLICY_CLASS: _policy_class,
    TopicKind.ITEM: _item,
}


def villages(codes: Iterable[str]) -> set[tuple[str, str]]:
    """Each village as a topic under every code that it or a former village merged into it ever had: who subscribed
    before a merger goes on hearing of it."""
    units = set(Region.objects.filter(code__in=list(codes)).values_list("pk", flat=True))
    step = units
    for _ in range(STEPS_BACK):
        step = (
            set(Succession.objects.filter(successor__in=step).values_list("predecessor", flat=True)) - units
        )
        units |= step
    found = set(Region.objects.filter(pk__in=units).values_list("code", flat=True))
    found |= set(RegionCode.objects.filter(region__in=units).values_list("code", flat=True))
    # A code that came back for another unit is that one's now.
    found -= set(
        Region.objects.published().filter(code__in=found).exclude(pk__in=units).values_list("code", flat=True)
    )
    return {(TopicKind.VILLAGE.value, code) for code in found}
