"""Versions of an item: a new one whenever what its visitors read has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from layers.services.models import ItemVersion, ServiceItem

Content = list[list[str]]


@dataclass(frozen=True)
class Change:
    """One line of the page that is another now; "" for what was not there or is no more."""

    label: str
    before: str
    after: str


def content_of(item: ServiceItem) -> Content:
    """What the page says, with the number of visits and what it costs; not when it was last verified."""
    materials = "\n".join(
        f"{material.name}（{material.told}）" if material.told else material.name
        for material in item.materials.all()
    )
    lines = [
        ("事项名称", item.name),
        ("找谁办", item.handler),
        ("咨询电话", item.phone),
        ("办多久", item.duration),
        ("跑几趟", "不用跑，全程网办" if item.is_online else f"{item.visits} 趟"),
        ("收费", item.fee),
        ("什么人能办", item.conditions),
        ("要带什么", materials),
        ("办理步骤", item.steps),
        ("办成后拿到", item.result),
        ("办理的依据", item.basis),
    ]
    return [[label, text] for label, text in lines if text]


def keep(public_ids: Iterable[str]) -> None:
    """Of the items of which something has changed, one version more. Three queries."""
    items = list(
        ServiceItem.objects.filter(public_id__in=list(public_ids))
        .prefetch_related("materials")
        .order_by("pk")
    )
    newest = newest_of(item.pk for item in items)
    now = timezone.now()
    made = []
    for item in items:
        last, content = newest.get(item.pk), content_of(item)
        if last is None or last.content != content:
            made.append(
                ItemVersion(item=item, number=last.number + 1 if last else 1, content=content, since=now)
            )
    ItemVersion.objects.bulk_create(made)


def newest_of(items: Iterable[int]) -> dict[int, ItemVersion]:
    numbers = ItemVersion.objects.filter(item__in=list(items)).values("item").annotate(last=Max("number"))
    found = ItemVersion.objects.filter(
        pk__in=ItemVersion.objects.filter(item__in=[row["item"] for row in numbers])
        .order_by("item", "-number")
        .distinct("item")
        .values("pk")
    )
    return {version.item_id: version for version in found}


def changes(old: Content, new: Content) -> list[Change]:
    """What is different, in the order of the new page; what is gone stands last."""
    was, is_now = (dict(content) for content in (old, new))
    found = [
        Change(label, was.get(label, ""), text)
        for label, text in is_now.items()
        if was.get(label, "") != text
    ]
    return found + [Change(label, text, "") for label, text in was.items() if label not in is_now]
