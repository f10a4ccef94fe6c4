"""The rows of a list as values: columns found, cells read, areas converted, with every fault beside its row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from geo.errors import BadInput
from importers.areas import TITLE, area_of, point_of, read_shapes
from importers.cells import Wrong, shown
from importers.checking import Checking
from importers.columns import MARK, SAMPLE, Column
from importers.crs_decision import decide
from importers.findings import ERROR, WARNING
from importers.mapping import checked, guess, unmapped
from importers.position import Crs, Pair
from importers.regions import Unit
from importers.report import Problem
from importers.source import Source

MOST_ROWS = 50_000
LOOKED_AT = 500
# By these columns a row says in which unit it lies, the first that there is.
NAMES = ("name", "place", "new_name", "old_name", "number", "parcel_no", "code")
OF_UNIT = ("code", "village", "region", "county")


@dataclass
class Entry:
    """One row that can be read. ``values`` by column, None for an empty cell; ``cells`` as they stand in the file."""

    row: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    shape: Any = None
    area: GEOSGeometry | None = None
    at: Pair | None = None


class Entries:
    """Of one file. ``read`` gives the rows without a fault, and tells the others to ``checking.found``."""

    def __init__(
        self,
        checking: Checking,
        source: Source,
        columns: Sequence[Column],
        *,
        has_areas: bool,
        has_surveys: bool = False,
    ) -> None:
        self.checking, self.source = checking, source
        self.found, self.choices = checking.found, checking.choices
        self.columns: Mapping[str, Column] = {column.name: column for column in columns}
        self.has_areas, self.has_surveys = has_areas and source.has_shapes, has_surveys
        self.crs: Crs | None = None
        self.fixed: dict[str, Any] = {}
        self.places: dict[str, int] = {}

    def read(self) -> list[Entry]:
        """[] when columns or the CRS must be settled first, which is a problem of the file then."""
        self._map()
        rows = list(self._rows()) if not self.found.severities[ERROR] else []
        if not rows:
            if self.found.severities[ERROR]:
                return []
            raise BadInput("file", "文件里没有要导入的行")
        self.found.rows, self.found.rows_per_second = len(rows), self.checking.told.rows_per_second
        if self.has_areas:
            crs = self.crs = self._crs(rows)
            if crs is None:
                return []
            for entry in rows:
                self._place(entry, crs)
        kept = [entry for entry in rows if entry.row not in self.found.bad_rows]
        for entry in rows:
            if entry.row in self.found.bad_rows:
                self.found.preview.add(entry.row, "error", entry.at, self.name_of(entry))
        return kept

    def fault(
        self, entry: Entry, column: str, reason: str, suggestion: str, code: str, severity: str = ERROR
    ) -> None:
        """``column`` is a name of a column of the dataset."""
        title = self.found.mapping.get(column) or self.columns[column].title
        value = shown(entry.cells.get(column, ""))[:200]
        self.found.add(Problem(entry.row, title, value, reason, suggestion, code, severity, entry.at))

    def name_of(self, entry: Entry) -> str:
        """What the preview calls the row."""
        return next((str(entry.values[name]) for name in NAMES if entry.values.get(name)), "")

    def _map(self) -> None:
        header, columns = self.source.header, list(self.columns.values())
        given = self.choices.mapping
        mapping = checked(guess(header, columns) if given is None else given, header, columns)
        self.found.mapping, self.found.unread = mapping, unmapped(header, mapping)
        self.places = {name: header.index(title) for name, title in mapping.items()}
        for name, text in self.choices.fixed.items():
            if name not in self.columns:
                raise BadInput("fixed", f"没有“{name[:40]}”这个字段")
            if text and name not in mapping:
                try:
                    self.fixed[name] = self.columns[name].read(text)
                except Wrong as wrong:
                    raise BadInput("fixed", f"{self.columns[name].title}：{wrong.reason}") from None
        seen = "、".join(title for title in header if title)[:150]
        for name, column in self.columns.items():
            if column.required and name not in mapping and name not in self.fixed:
                self.found.add(
                    Problem(
                        None, column.title, "", f"没有找到“{column.title}”这一列",
                        f"在“认字段”里指定；文件里有：{seen}", "missing_column",
                    )
                )  # fmt: skip

    def _rows(self) -> Iterator[Entry]:
        mark = self.source.header.index(MARK) if MARK in self.source.header else None
        count, samples = 0, 0
        for rows in self.source.batches():
            for row, title, reason in rows.faults:
                self.found.add(Problem(row, title or TITLE, "", reason, "在原软件里改正后再传", "unreadable"))
            shapes = (
                read_shapes(rows.shapes, swap=self.choices.swap) if rows.shapes and self.has_areas else None
            )
            for at, row in enumerate(rows.numbers):
                if mark is not None and rows.columns[mark][at] == SAMPLE:
                    samples += 1
                    continue
                count += 1
                if count > MOST_ROWS:
                    raise BadInput("file", f"超过 {MOST_ROWS} 行，请分成几个文件")
                entry = Entry(row, {name: rows.columns[place][at] for name, place in self.places.items()})
                entry.shape = shapes[at] if shapes else None
                self._values(entry)
                yield entry
            self.checking.told.add(len(rows))
        if samples:
            self.found.notes.append(f"标着“{SAMPLE}”的行不导入")

    def _values(self, entry: Entry) -> None:
        for name, column in self.columns.items():
            cell = entry.cells.get(name, "")
            if cell == "" or cell is None:
                entry.values[name] = self.fixed.get(name)
                if column.required and entry.values[name] is None:
                    self.fault(entry, name, f"请填写{column.title}", column.help, "missing_value")
                continue
            try:
                entry.values[name] = column.read(cell)
            except Wrong as wrong:
                entry.values[name] = None
                self.fault(entry, name, wrong.reason, wrong.suggestion, "bad_value")

    def _crs(self, rows: list[Entry]) -> Crs | None:
        """Decided by a point inside of each of the first areas, and the units that their rows name."""
        pairs: list[Pair] = []
        units: list[Unit | None] = []
        of_unit = next((name for name in OF_UNIT if name in self.places), None)
        for entry in rows[:LOOKED_AT]:
            pair = point_of(entry.shape)
            if pair is not None:
                pairs.append(pair)
                text = shown(entry.cells[of_unit]) if of_unit else ""
                units.append(self.checking.units.known(text) if text else None)
        if not pairs:
            return Crs(self.choices.crs or "4490")
        decision = decide(
            pairs, units, self.checking.ground, chosen=self.choices.crs, swap=self.choices.swap,
            declared=self.source.srid, declared_why=self.source.crs_reason,
        )  # fmt: skip
        self.found.decision = decision
        for problem in decision.problems:
            self.found.add(problem)
        if decision.crs is not None and decision.crs.is_approximate and self.has_surveys:
            told = "这种坐标系没有精确的公开转换参数，地块只作示意，不参加“我站的地方”的查询"
            self.found.add(
                Problem(None, "坐标系", decision.crs.title, told, "有县里的参数的，请先转成 2000 国家大地坐标系",
                        "datum_approximate", WARNING)
            )  # fmt: skip
        elif decision.crs is not None and decision.crs.is_approximate:
            self.found.add(
                Problem(None, "坐标系", decision.crs.title, "这种坐标系没有精确的公开转换参数，边界会偏几十米",
                        "请先由测绘部门转成 2000 国家大地坐标系", "datum_approximate")
            )  # fmt: skip
            return None
        return decision.crs

    def _place(self, entry: Entry, crs: Crs) -> None:
        if entry.shape is None or entry.shape.is_empty:
            return
        found = area_of(entry.row, entry.shape, crs, is_survey=self.has_surveys)
        if isinstance(found, Problem):
            self.found.add(found)
            return
        entry.area = found
        point = found.point_on_surface
        entry.at = (point.x, point.y)
