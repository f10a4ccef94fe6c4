"""The second walk: the stage against what is public, row by row. What each row is about, whether this person may, what
it would change.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Any

from geo.crs import CGCS2000
from geo.errors import BadInput
from importers.checking import Checking
from importers.choices import NEW, Mode
from importers.columns import Column
from importers.dataset import Placed
from importers.findings import QUESTION, WARNING
from importers.position import Crs
from importers.report import Problem
from importers.settling import Settling
from importers.stage import LIKE_NAME_M, Stage, Staged
from importers.verdicts import Verdicts
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.drafting import Proposal
from layers.changes.reading import canonical_json, snapshots
from layers.failpoints import failpoint

TOLD_CHANGES = 3


class Comparison:
    """Of one staged file. ``user`` None has every region."""

    def __init__(
        self, checking: Checking, dataset: Placed, columns: Mapping[str, Column], crs: Crs | None
    ) -> None:
        self.dataset, self.columns, self.crs = dataset, columns, crs
        self.user, self.file_name, self.choices = checking.user, checking.file_name, checking.choices
        self.found, self.told = checking.found, checking.told
        self.units = checking.units
        self.noun = noun_of(dataset.noun)
        self.verdicts = Verdicts(checking.found, columns)
        self.settling = Settling(checking, dataset, self.verdicts)

    def proposals(self, stage: Stage) -> Iterator[list[Proposal]]:
        """What the rows propose. After the first fault nothing more is proposed, but everything is looked at."""
        twins = stage.twins("key") if "key" in stage.fields else {}
        neighbours = stage.neighbours() if "name" in stage.fields else {}
        matched: dict[str, int] = {}
        categories: set[str] = set()
        for rows in stage.rows():
            wanted = [
                (row, key)
                for row in rows
                if (key := self._match(row, twins, neighbours, matched)) is not None
            ]
            categories.update(row.values.get("category") or "" for row in rows)
            public = snapshots(self.noun, {key for _, key in wanted if key})
            made = [
                proposal
                for row, key in wanted
                if (proposal := self._proposal(row, key, public.get(key))) is not None
            ]
            failpoint("check.drafting")
            yield made if self.found.is_clean else []
            self.told.add(len(rows))
        if self.choices.mode == Mode.REPLACE:
            yield from self._withdrawals(set(matched), categories - {""})

    def _match(
        self, row: Staged, twins: dict[int, int], neighbours: dict[int, int], matched: dict[str, int]
    ) -> str | None:
        """The key of what the row is about, "" for a new place, None for a row that goes no further."""
        first = twins.get(row.row) or neighbours.get(row.row)
        if first:
            what = "编号相同" if row.row in twins else "名称和位置都相同"
            self.verdicts.fault(row, "name", f"与第 {first} 行重复：{what}", "只留一行", "duplicate_row")
            return None
        key = row.values.get("key") or self._by_name(row)
        if key is None:
            return None
        if key and matched.setdefault(key, row.row) != row.row:
            self.verdicts.fault(
                row, "name", f"与第 {matched[key]} 行是同一个网点", "只留一行，或写明编号", "duplicate_row"
            )
            return None
        return key

    def _by_name(self, row: Staged) -> str | None:
        """The same name in the same unit within some hundred metres is the same place; what is only alike is asked."""
        answer = self.choices.answer(row.row)
        if answer == NEW or not row.near:
            return ""
        if answer:
            return answer
        unit = self.settling.guess(row)
        close = [
            near for near in row.near if near[4] and near[3] <= LIKE_NAME_M and unit and near[2] == unit.code
        ]
        if len(close) == 1:
            return str(close[0][0])
        named = "；".join(f"{name}（{key}，{metres:.0f} 米）" for key, name, _, metres, _ in row.near)
        self.verdicts.fault(
            row, "name", f"附近已有相同或相近的网点：{named}"[:300], "是同一处就写它的编号；是另一处就确认为新增",
            "near_duplicate", QUESTION,
        )  # fmt: skip
        return None

    def _proposal(self, row: Staged, key: str, before: Snapshot | None) -> Proposal | None:
        if key and before is None:
            self.verdicts.fault(
                row, "key", "没有这个编号的网点，或已撤回", "核对编号；新的网点不写编号", "unknown_key"
            )
            return None
        if key and self.choices.mode == Mode.APPEND:
            self.verdicts.count(row, "skipped", "已有，追加时不改")
            return None
        values = dict(row.values)
        unit = self.settling.settle(row, values, before)
        if unit is None:
            return None
        if row.lng is not None and row.lat is not None:
            values["location"] = _hex(row.lng, row.lat)
        elif before is None:
            self.verdicts.fault(row, "lng", "没有位置", "填写经度和纬度", "missing_position")
            return None
        origin = f"{self.file_name[:60]} 第 {row.row} 行，{self.crs.short if self.crs else ''}"
        try:
            after = self.noun.canonical(self.dataset.after(values, before, origin=origin))
            self.noun.complete(after)
        except BadInput as problem:
            name = problem.parameter if problem.parameter in self.columns else "name"
            self.verdicts.fault(row, name or "name", problem.message, "", "bad_value")
            return None
        if before is not None and canonical_json(before) == canonical_json(after):
            self.verdicts.count(row, "unchanged")
            return None
        if before is None:
            self.verdicts.count(row, "new", unit.full_name)
        else:
            self.verdicts.count(row, "changed", _told(self.noun, before, after))
        return Proposal(key=key, after=after, is_canonical=True)

    def _withdrawals(self, kept: set[str], categories: set[str]) -> Iterator[list[Proposal]]:
        """整体替换: what is public in that unit, of the categories that the file has, and stands no more in the file."""
        stated = self.units.by_code.get(self.choices.region)
        if stated is None:
            raise BadInput("region", "没有这个区划代码")
        rows = self.noun.present().filter(region__path__startswith=stated.path, category__in=categories)
        if self.user is not None:
            rows = self.settling.scope.rows(rows, roles=[self.dataset.role])
        gone = [
            (key, name, at)
            for key, name, at in rows.values_list(self.noun.key, "name", "location")
            if key not in kept
        ]
        for _, name, at in gone:
            self.found.counts["withdrawn"] += 1
            self.found.preview.add(0, "withdrawn", (at.x, at.y), name, "新文件里没有，将撤回")
        if gone:
            named = "、".join(name for _, name, _ in gone[:5]) + ("等" if len(gone) > 5 else "")
            told = f"整体替换将撤回 {len(gone)} 个网点：{named}"[:300]
            self.found.add(Problem(None, "方式", "", told, "核对文件是否齐全", "withdraws", WARNING))
        reason = f"整体替换：《{self.file_name}》里没有"[:200]
        yield [Proposal(key=key, reason=reason) for key, _, _ in gone] if self.found.is_clean else []


def _hex(lng: float, lat: float) -> str:
    """The point as a snapshot has it: EWKB, little-endian, in capitals."""
    return struct.pack("<BIIdd", 1, 0x20000001, CGCS2000, lng, lat).hex().upper()


def _told(noun: Any, before: Snapshot, after: Snapshot) -> str:
    """电话：0530-1 → 0530-2; what has no short words is only named."""
    labels, told = noun.labels(), []
    for name in after:
        if before[name] != after[name]:
            old, new = before[name], after[name]
            short = (
                all(isinstance(side, str) and len(side) <= 30 for side in (old, new)) and name != "location"
            )
            told.append(f"{labels[name]}：{old or '（空）'} → {new}" if short else labels[name])
    return "；".join(told[:TOLD_CHANGES]) + (f"等 {len(told)} 项" if len(told) > TOLD_CHANGES else "")
