"""The first walk: a file into the stage, by columns. Its fields, its CRS, the form of every cell."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput
from importers.cells import shown
from importers.checking import Checking
from importers.columns import MARK, SAMPLE, Column
from importers.crs_decision import decide
from importers.findings import ERROR, located
from importers.judging import Judge
from importers.mapping import checked, guess, unmapped
from importers.placing import Placing
from importers.position import Crs, Pair, all_in_city, in_city
from importers.regions import Unit
from importers.report import Problem
from importers.source import Rows, Source
from importers.stage import Stage
from layers.failpoints import failpoint

LOOKED_AT = 500


class Intake:
    """Of one file. What is wrong goes into ``found``; rows without a fault go into the stage."""

    def __init__(self, checking: Checking, source: Source, columns: Sequence[Column]) -> None:
        self.source, self.choices = source, checking.choices
        self.found, self.told = checking.found, checking.told
        self.units, self.ground = checking.units, checking.ground
        self.columns = {column.name: column for column in columns}
        self.judges: dict[str, Judge] = {}
        self.fixed: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self.placing = Placing([], {}, False, swap=False)
        self.is_undecided = False

    def map(self) -> None:
        """Which column is which. What is missing becomes a problem of the file; raises BadInput for a wrong choice."""
        header, columns = self.source.header, list(self.columns.values())
        given = self.choices.mapping
        mapping = checked(guess(header, columns) if given is None else given, header, columns)
        self.found.mapping, self.found.unread = mapping, unmapped(header, mapping)
        self.places = {name: header.index(title) for name, title in mapping.items()}
        self.judges = {
            name: Judge(self.columns[name], title)
            for name, title in mapping.items()
            if name not in ("lng", "lat")
        }
        for name, text in self.choices.fixed.items():
            if name not in self.columns:
                raise BadInput("fixed", f"没有“{name[:40]}”这个字段")
            if text and name not in mapping:
                self.fixed[name] = self._fixed(self.columns[name], text)
        for name, column in self.columns.items():
            if column.required and name not in mapping and name not in self.fixed and "key" not in mapping:
                seen = "、".join(title for title in header if title)[:150]
                self.found.add(
                    Problem(
                        None,
                        column.title,
                        "",
                        f"没有找到“{column.title}”这一列",
                        f"在“认字段”里指定；文件里有：{seen}",
                        "missing_column",
                    )
                )
        self.placing = Placing(header, mapping, self.source.has_shapes, swap=self.choices.swap)
        if not self.placing.is_placed and "key" not in mapping:
            self.found.add(
                Problem(
                    None,
                    "经度、纬度",
                    "",
                    "没有找到位置：要有经度、纬度两列，或文件里有图形",
                    "在“认字段”里指定",
                    "missing_position",
                )
            )

    def _fixed(self, column: Column, text: str) -> str:
        problems: list[Problem] = []
        value = Judge(column, column.title).values([text], [0], problems)[0]
        if problems or not value:
            raise BadInput("fixed", f"{column.title}：{problems[0].reason if problems else '是空的'}")
        return value

    def decide(self) -> Crs | None:
        """Looks at the first rows that have a position and name a unit."""
        if not self.placing.is_placed:
            return None
        rows = self.source.first(LOOKED_AT)
        pairs: list[Pair] = []
        units: list[Unit | None] = []
        texts = rows.columns[self.places["region"]] if "region" in self.places else [""] * len(rows)
        for pair, text in zip(self.placing.pairs(rows, []), texts, strict=True):
            if pair is not None:
                pairs.append(pair)
                units.append(self.units.known(shown(text)) if text else None)
        if not pairs:
            return Crs(self.choices.crs or "4490")
        decision = decide(
            pairs, units, self.ground, chosen=self.choices.crs, swap=self.choices.swap,
            declared=self.source.srid, declared_why=self.source.crs_reason,
        )  # fmt: skip
        self.found.decision = decision
        self.is_undecided = decision.crs is None or decision.crs.is_approximate
        for problem in decision.problems:
            self.found.add(problem)
        if decision.crs is not None and decision.crs.is_approximate:
            self.found.add(
                Problem(None, "坐标系", decision.crs.title, "这种坐标系没有精确的公开转换参数，网点会偏几十米",
                        "请先由测绘部门转成 2000 国家大地坐标系", "datum_approximate")
            )  # fmt: skip
        return decision.crs

    def stage(self, crs: Crs | None) -> Stage:
        fields = [name for name in self.columns if name in self.judges or name in self.fixed]
        stage = Stage(fields)
        with stage.filling():
            for rows in self.source.batches():
                failpoint("check.read")
                self._stage_batch(stage, fields, self._without_samples(rows), crs)
                self.told.add(len(rows))
        return stage

    def _without_samples(self, rows: Rows) -> Rows:
        """The example row of our own template is none of theirs."""
        if MARK not in self.source.header:
            return rows
        marks = rows.columns[self.source.header.index(MARK)]
        kept = [at for at, mark in enumerate(marks) if mark != SAMPLE]
        if len(kept) == len(rows):
            return rows
        self.found.notes.append(f"标着“{SAMPLE}”的行不导入")
        return Rows(
            [rows.numbers[at] for at in kept],
            [[column[at] for at in kept] for column in rows.columns],
            None if rows.shapes is None else [rows.shapes[at] for at in kept],
            rows.faults,
        )

    def _stage_batch(self, stage: Stage, fields: Sequence[str], rows: Rows, crs: Crs | None) -> None:
        problems = [
            Problem(row, title or "图形", "", reason, "在原软件里改正后再传", "unreadable")
            for row, title, reason in rows.faults
        ]
        columns = {
            name: judge.values(rows.columns[self.places[name]], rows.numbers, problems)
            for name, judge in self.judges.items()
        }
        columns |= {name: [value] * len(rows) for name, value in self.fixed.items()}
        self._refuse_missing(rows, columns, problems)
        spots = self._moved(rows, crs, columns, problems)
        stage.settle()
        there = self.ground.codes_at(spots)
        names = columns.get("name") or [""] * len(rows)
        at = {number: place for place, number in enumerate(rows.numbers)} if problems else {}
        bad: set[int] = set()
        for problem in problems:
            place = at.get(problem.row or 0)
            self.found.add(located(problem, None if place is None else _pair(spots[place])))
            if problem.severity == ERROR and place is not None:
                bad.add(place)
        for place in sorted(bad):
            self.found.preview.add(rows.numbers[place], "error", _pair(spots[place]), names[place] or "")
        numbers: Sequence[int] = rows.numbers
        staged: list[Sequence[Any]] = [there, *(columns[name] for name in fields)]
        if bad:
            kept = [place for place in range(len(rows)) if place not in bad]
            numbers, spots = [numbers[place] for place in kept], spots[kept]
            staged = [[column[place] for place in kept] for column in staged]
        stage.copy(numbers, spots, staged[0], staged[1:])

    def _refuse_missing(
        self, rows: Rows, columns: dict[str, Sequence[str | None]], problems: list[Problem]
    ) -> None:
        """What must be there of a new place; one that is named by its id has it already."""
        keys = columns.get("key")
        for name, judge in self.judges.items():
            column = self.columns[name]
            cells = rows.columns[self.places[name]]
            if not column.required or "" not in cells:
                continue
            for at, cell in enumerate(cells):
                if cell == "" and not (keys and keys[at]):
                    problems.append(
                        Problem(
                            rows.numbers[at],
                            judge.title,
                            "",
                            f"请填写{column.title}",
                            column.help,
                            "missing_value",
                        )
                    )

    def _moved(
        self, rows: Rows, crs: Crs | None, columns: dict[str, Sequence[str | None]], problems: list[Problem]
    ) -> NDArray[np.float64]:
        """(lng, lat) of each row, NaN where it has none; a place without one, or outside of the city, is at fault."""
        if self.is_undecided:
            return np.full((len(rows), 2), np.nan)
        plain = self.placing.plain(rows) if crs is not None else None
        every = crs.degrees(plain) if crs is not None and plain is not None else None
        if every is not None and all_in_city(every):
            return every
        pairs = self.placing.pairs(rows, problems) if crs is not None else [None] * len(rows)
        known = [at for at, pair in enumerate(pairs) if pair is not None]
        moved = crs.to_4490([pairs[at] for at in known]) if crs is not None and known else []  # type: ignore[misc]
        found: list[Pair | None] = [None] * len(rows)
        for at, pair in zip(known, moved, strict=True):
            if pair is not None and in_city(pair):
                found[at] = pair
                continue
            x, y = pairs[at]  # type: ignore[misc]
            problems.append(
                Problem(rows.numbers[at], "经度、纬度", f"{x:g}，{y:g}", "位置超出本市范围",
                        "核对坐标和坐标系", "outside_city", at=pair)
            )  # fmt: skip
        keys = columns.get("key")
        faulty = {problem.row for problem in problems}
        for at, pair in enumerate(found):
            if pair is None and rows.numbers[at] not in faulty and not (keys and keys[at]):
                problems.append(
                    Problem(
                        rows.numbers[at],
                        "经度、纬度",
                        "",
                        "没有位置",
                        "填写经度和纬度，或在图上点出",
                        "missing_position",
                    )
                )
        return np.array([pair or (np.nan, np.nan) for pair in found], dtype=float).reshape(-1, 2)


def _pair(spot: NDArray[np.float64]) -> Pair | None:
    lng, lat = spot.tolist()
    return None if np.isnan(lng) else (lng, lat)
