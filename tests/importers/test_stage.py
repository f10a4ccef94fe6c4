"""Whole columns on their way to the stage say what each cell alone would have said."""

import numpy as np
import orjson
import pytest

from importers.cells import text
from importers.columns import Column
from importers.datasets.places import phones
from importers.ground import Ground
from importers.judging import Judge
from importers.placing import Placing
from importers.regions import Units
from importers.source import Rows
from importers.stage import block_of
from importers.table import Points
from tests.importers.places import SIDE, villages


def test_lines_of_copy_keep_every_sign_and_digit():
    spots = np.array([(118.1, 37.123456789012345), (np.nan, np.nan), (1e-7, -0.1)])
    names = ["a\\b", "甲\t乙\n丙\r", None]
    lines = block_of(range(7, 10), spots, ["x", "", ""], [names]).split("\n")
    assert lines == [
        r"7	118.1	37.123456789012344	x	a\\b",
        r"8	\N	\N		甲\t乙\n丙\r",
        "9	1e-7	-0.1		",
        "",
    ]


CELLS = [
    "", "0530-5550000", "13900000000", "(0530)5550000", "12", "1" * 41, "0530-1、0530-2222222", "１２３４５",
    "0530-1\n0530-2", 5550000, None,
]  # fmt: skip


def each(read, cells):
    """What the judge says of one cell after the other, and of all in one column."""
    column = Column("x", "列", read)
    alone, together = [], []
    singly = [Judge(column, "列").values([cell], [row], alone)[0] or "" for row, cell in enumerate(cells)]
    whole = Judge(column, "列").values(cells, range(len(cells)), together)
    assert [value or "" for value in whole] == singly
    assert together == alone
    return singly


@pytest.mark.parametrize("cells", [CELLS[:4], CELLS[:7], CELLS[:9], CELLS, CELLS[:3] + CELLS[8:9]])
def test_a_column_of_phones_is_judged_as_each_of_its_cells(cells):
    assert orjson.loads(each(phones(), cells)[1]) == ["0530-5550000"]


@pytest.mark.parametrize(
    "cells", [["甲", "", "a b"], ["甲\u200b", "乙"], ["e\u0301", "x"], ["甲" * 9, "乙"], ["甲\n乙"]]
)
def test_a_column_of_text_is_judged_as_each_of_its_cells(cells):
    each(text(8), cells)


@pytest.mark.parametrize(
    "cells",
    [["118.1", "37"], ["118,1", "2"], ["1", "true"], ["[1", "2]"], ["1_0", "2"], ["1e999", "1"], ["0118.5", "-2"],
     ["1,2", ""], [118.5, 37], [True, 1], [10**18, 1], ["", "2"]],
)  # fmt: skip
def test_numbers_of_a_column_are_those_of_its_cells_or_faults(cells):
    placing = Placing(["x", "y"], {"lng": "x", "lat": "y"}, False, swap=False)
    rows = Rows(range(1, 3), [cells, [1.5, 2.5]])
    alone, together = [], []
    singly = [pair and pair[0] for pair in placing._from_columns(rows, alone)]
    assert [pair and pair[0] for pair in placing.pairs(rows, together)] == singly
    assert together == alone


def test_points_in_one_text_are_a_sequence():
    points = Points("".join(f"{number:042d}" for number in range(5)))
    assert [int(one) for one in points] == [0, 1, 2, 3, 4]
    assert [int(one) for one in points[1:3]] == [1, 2] and len(points[9:]) == 0
    with pytest.raises(IndexError):
        points[5]


@pytest.mark.django_db
def test_a_point_on_a_shared_edge_lies_in_the_lower_code_and_outside_is_nowhere():
    from tests.harness.cast import make_cast

    first, second, _ = villages(make_cast().town)
    spots = [
        (118.11, 37.11),
        (118.10 + SIDE, 37.11),
        (118.13, 37.11),
        (np.nan, np.nan),
        (118.11, 37.3),
        (118.3, 37.11),
    ]
    ground = Ground(Units())
    codes = ground.codes_at(np.array(spots))
    assert codes == [first.code, first.code, second.code, "", "", ""]
    assert ground.codes_at(np.array(spots[::-1])) == codes[::-1]
    assert ground.codes_at(np.empty((0, 2))) == []
