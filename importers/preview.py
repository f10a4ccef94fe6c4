"""What the map and the list beside it show of a file: all of a small one, of a large one some of each kind."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from importers.position import Pair

# What becomes of a row → how many of them the map shows. What is wrong comes first.
MOST = {
    "error": 1_000, "outside": 500, "question": 500, "changed": 1_000, "withdrawn": 500, "new": 1_500, "unchanged": 500,
    "skipped": 300,
}  # fmt: skip
STATUSES = {
    "new": "新增", "changed": "更新", "unchanged": "没有变化", "skipped": "跳过", "withdrawn": "撤回", "error": "错误",
    "question": "待确认", "outside": "不在您的范围",
}  # fmt: skip


@dataclass
class Preview:
    shown: list[list[Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, row: int, status: str, at: Pair | None, name: str, detail: str = "") -> None:
        """A row with what becomes of it. ``at`` (lng, lat) in EPSG:4490 degrees, rounded to a decimetre."""
        self.counts[status] += 1
        if self.counts[status] <= MOST[status]:
            lng, lat = (round(side, 6) for side in at) if at else (None, None)
            self.shown.append([row, status, lng, lat, name[:60], detail[:160]])

    def as_json(self) -> list[list[Any]]:
        return sorted(self.shown, key=lambda one: (list(MOST).index(one[1]), one[0]))
