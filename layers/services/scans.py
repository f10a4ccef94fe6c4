"""How often the code of an item was scanned: a number an item, day and sort of print, and nothing of who scanned it.

No cookie, no address, no name of a browser is looked at. Somebody who scans twice counts twice.
"""

import datetime as dt
from typing import Any

from django.db import connections, models
from django.utils import timezone

# So few may be one family: they are told as "fewer than".
FEW = 5
ONE_MORE = """
INSERT INTO services_itemscan AS was (item_id, day, channel, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (item_id, day, channel) DO UPDATE SET count = was.count + 1
"""


class Channel(models.TextChoices):
    """``?s=`` of the address that a code carries: where it hangs or lies."""

    WALL = "wall", "码墙"
    STICKER = "sticker", "不干胶贴"
    PAGE = "page", "办事指南"


class ItemScan(models.Model):
    item = models.ForeignKey("services.ServiceItem", on_delete=models.CASCADE, related_name="scans")
    day = models.DateField("日期")
    channel = models.CharField("来处", max_length=8, choices=Channel)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "扫码次数"
        constraints = [models.UniqueConstraint(fields=["item", "day", "channel"], name="services_scan_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.day} {self.count}"


def scanned(item: int, channel: str) -> None:
    """Counts one for the item with this primary key. A word that is no channel of ours counts nowhere."""
    if channel in Channel.values:
        # The page is read by a login that may not write.
        with connections["default"].cursor() as cursor:
            cursor.execute(ONE_MORE, [item, timezone.localdate(), channel])


def in_month(rows: models.QuerySet[ItemScan], month: dt.date) -> list[dict[str, Any]]:
    """Of these rows, by item: name, public id and the counts of that month by channel, the most scanned first. One
    query. A count below FEW is None; no sums are given, from which it could be told."""
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    counted = rows.filter(day__gte=month.replace(day=1), day__lt=following)
    found: dict[str, dict[str, Any]] = {}
    for key, name, channel, count in (
        counted.order_by()
        .values_list("item__public_id", "item__name", "channel")
        .annotate(models.Sum("count"))
    ):
        one = found.setdefault(key, {"key": key, "name": name, "counts": dict.fromkeys(Channel.values, 0)})
        one["counts"][channel] = count if count >= FEW else None
    return sorted(found.values(), key=lambda one: (-sum(filter(None, one["counts"].values())), one["name"]))
