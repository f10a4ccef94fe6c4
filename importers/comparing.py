"""The second walk: the stage against what is public, row by row. What each row is about, whether this person may, what
it would change.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.gis.geos import Point

from geo.crs import CGCS2000
from geo.errors import BadInput
from importers.cells import Wrong
from importers.checking import Checking
from importers.choices import NEW, Mode
from importers.columns import Column
from importers.dataset import Placed
from importers.failpoints import failpoint
from importers.findings import ERROR, QUESTION, WARNING
from importers.position import Crs, Pair
from importers.regions import Unit, Units
from importers.report import Problem
from importers.stage import LIKE_NAME_M, Stage, Staged
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.drafting import Proposal
from layers.changes.reading import canonical_json, snapshots
from layers.organisations.models import Organisation
from layers.staff.scope import Scope, scope_of

TOLD_CHANGES = 3


class Comparison:
    """Of one staged file. ``user`` None has every region."""

    def __init__(
        self, checking: Checking, dataset: Placed, columns: Mapping[str, Column], crs: Crs | None
    ) -> None:
        self.dataset, self.columns, self.crs = dataset, columns, crs
        self.user, self.file_name, self.choices = checking.user, checking.file_name, checking.choices
        self.found, self.told = checking.found, checking.told
        self.units, self.ground = checking.units, checking.ground
        self.noun = noun_of(dataset.noun)
        self.scope: Scope = scope_of(checking.user)
        self.organisations: dict[str, list[tuple[int, str]]] = {}
        self.may: dict[tuple[str, str], bool] = {}

    def proposals(self, stage: Stage) -> Iterator[list[Proposal]]:
        """What the rows propose. After the first fault nothing more is proposed, but everything is looked at."""
        twins = stage.twins("key") if "key" in stage.fields else {}
        neighbours = stage.neighbours() if "name" in stage.fields else {}
        self._load_organisations(stage)
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

    def _load_organisations(self, stage: Stage) -> None:
        if "organisation" in stage.fields:
            rows = Organisation.objects.filter(withdrawn_at__isnull=True).values_list(
                "pk", "name", "public_id"
            )
            for pk, name, public_id in rows:
                self.organisations.setdefault(name, []).append((pk, public_id))
                self.organisations[public_id] = [(pk, public_id)]

    def _match(
        self, row: Staged, twins: dict[int, int], neighbours: dict[int, int], matched: dict[str, int]
    ) -> str | None:
        """The key of what the row is about, "" for a new place, None for a row that goes no further."""
        first = twins.get(row.row) or neighbours.get(row.row)
        if first:
            what = "编号相同" if row.row in twins else "名称和位置都相同"
            self._fault(row, "name", f"与第 {first} 行重复：{what}", "只留一行", "duplicate_row")
            return None
        key = row.values.get("key") or self._by_name(row)
        if key is None:
            return None
        if key and matched.setdefault(key, row.row) != row.row:
            self._fault(
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
        unit = self._unit_of(row)
        close = [
            near for near in row.near if near[4] and near[3] <= LIKE_NAME_M and unit and near[2] == unit.code
        ]
        if len(close) == 1:
            return str(close[0][0])
        named = "；".join(f"{name}（{key}，{metres:.0f} 米）" for key, name, _, metres, _ in row.near)
        self._fault(
            row, "name", f"附近已有相同或相近的网点：{named}"[:300], "是同一处就写它的编号；是另一处就确认为新增",
            "near_duplicate", QUESTION,
        )  # fmt: skip
        return None

    def _unit_of(self, row: Staged) -> Unit | None:
        """What the row names, else the stated unit of the file, else the unit around its point. Raises nothing."""
        around = self.units.by_code.get(row.there)
        text = row.values.get("region") or ""
        if text:
            return self.units.known(text, around.path if around else "")
        return around or self.units.by_code.get(self.choices.region)

    def _proposal(self, row: Staged, key: str, before: Snapshot | None) -> Proposal | None:
        if key and before is None:
            self._fault(
                row, "key", "没有这个编号的网点，或已撤回", "核对编号；新的网点不写编号", "unknown_key"
            )
            return None
        if key and self.choices.mode == Mode.APPEND:
            self._count(row, "skipped", "已有，追加时不改")
            return None
        values = dict(row.values)
        unit = self._settled_unit(row, before)
        if unit is None or not self._settled_organisation(row, values, unit, before):
            return None
        if before is None or row.values.get("region") or not _lies_in(before["region"], unit, self.units):
            values["region"] = unit.code
        else:
            values["region"] = before["region"]
        if row.lng is not None and row.lat is not None:
            values["location"] = _hex(row.lng, row.lat)
        elif before is None:
            self._fault(row, "lng", "没有位置", "填写经度和纬度", "missing_position")
            return None
        origin = f"{self.file_name[:60]} 第 {row.row} 行，{self.crs.short if self.crs else ''}"
        try:
            after = self.noun.canonical(self.dataset.after(values, before, origin=origin))
            self.noun.complete(after)
        except BadInput as problem:
            name = problem.parameter if problem.parameter in self.columns else "name"
            self._fault(row, name or "name", problem.message, "", "bad_value")
            return None
        if before is not None and canonical_json(before) == canonical_json(after):
            self._count(row, "unchanged")
            return None
        if before is None:
            self._count(row, "new", unit.full_name)
        else:
            self._count(row, "changed", _told(self.noun, before, after))
        return Proposal(key=key, after=after)

    def _settled_unit(self, row: Staged, before: Snapshot | None) -> Unit | None:
        """The unit of the row, which its editor must have; None with the fault beside it."""
        around = self.units.by_code.get(row.there)
        text = row.values.get("region") or ""
        try:
            unit = self.units.named(text, around.path if around else "") if text else self._unit_of(row)
        except Wrong as wrong:
            self._fault(row, "region", wrong.reason, wrong.suggestion, "unknown_region")
            return None
        if unit is None and before is not None:
            unit = self.units.by_code.get(before["region"])
        if unit is None:
            why = (
                "没有写所在区划，位置也不在任何已装入的区划范围里"
                if self.ground.is_known
                else "没有写所在区划；还没有装入区划范围，不能按位置找"
            )
            self._fault(row, "region", why, "写 12 位代码，或从县写起的全名", "unknown_region")
            return None
        stated = self.units.by_code.get(self.choices.region)
        if self.choices.mode == Mode.REPLACE and stated and not unit.path.startswith(stated.path):
            self._fault(row, "region", f"不在要整体替换的{stated.name}", "分成几个文件", "outside_stated")
            return None
        if text and around is not None and not around.path.startswith(unit.path):
            self._fault(
                row,
                "region",
                f"位置在{around.full_name}，不在所写的{unit.name}",
                "核对位置和区划",
                "other_region",
                WARNING,
            )
        return unit

    def _settled_organisation(
        self, row: Staged, values: dict[str, str | None], unit: Unit, before: Snapshot | None
    ) -> bool:
        """That what it was and what it becomes is the editor's; the organisation by its public id."""
        text = row.values.get("organisation") or ""
        office: int | None = None
        if text:
            found = self.organisations.get(text) or self.organisations.get(text.split()[-1]) or []
            if len(found) != 1:
                why = "有几个同名的单位" if found else "没有这个单位"
                self._fault(row, "organisation", why, "写单位全称，或它的 9 位编号", "unknown_organisation")
                return False
            office, values["organisation"] = found[0]
        elif before is not None and before["organisation"]:
            office = (
                Organisation.objects.filter(public_id=before["organisation"])
                .values_list("pk", flat=True)
                .first()
            )
        paths = {unit.path} | (
            {self.units.by_code[before["region"]].path}
            if before and before["region"] in self.units.by_code
            else set()
        )
        if all(self._may(path, office) for path in paths):
            return True
        self._fault(
            row,
            "region",
            f"{unit.full_name}不在您的范围之内",
            "由当地的编辑人员导入，或核对位置和区划",
            "outside_region",
            status="outside",
        )
        return False

    def _may(self, path: str, office: int | None) -> bool:
        if self.user is None:
            return True
        key = (path, str(office))
        if key not in self.may:
            self.may[key] = self.scope.covers(self.dataset.role, path, office)
        return self.may[key]

    def _withdrawals(self, kept: set[str], categories: set[str]) -> Iterator[list[Proposal]]:
        """整体替换: what is public in that unit, of the categories that the file has, and stands no more in the file."""
        stated = self.units.by_code.get(self.choices.region)
        if stated is None:
            raise BadInput("region", "没有这个区划代码")
        rows = self.noun.present().filter(region__path__startswith=stated.path, category__in=categories)
        if self.user is not None:
            rows = self.scope.rows(rows, roles=[self.dataset.role])
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

    def _count(self, row: Staged, status: str, detail: str = "") -> None:
        self.found.counts[status] += 1
        self.found.preview.add(row.row, status, _pair(row), row.values.get("name") or "", detail)

    def _fault(
        self,
        row: Staged,
        column: str,
        reason: str,
        suggestion: str,
        code: str,
        severity: str = ERROR,
        status: str = "",
    ) -> None:
        title = self.found.mapping.get(column) or self.columns[column].title
        value = row.values.get(column) or ""
        self.found.add(Problem(row.row, title, value[:200], reason, suggestion, code, severity, _pair(row)))
        if severity != WARNING:
            self.found.preview.add(
                row.row, status or severity, _pair(row), row.values.get("name") or "", reason
            )
            if status:
                self.found.counts[status] += 1


def _pair(row: Staged) -> Pair | None:
    return None if row.lng is None or row.lat is None else (row.lng, row.lat)


def _hex(lng: float, lat: float) -> str:
    return bytes(Point(lng, lat, srid=CGCS2000).hexewkb).decode()


def _lies_in(code: str, unit: Unit, units: Units) -> bool:
    """Whether the unit that a place names already is the one around it, or above it."""
    there = units.by_code.get(code)
    return there is not None and unit.path.startswith(there.path)


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
