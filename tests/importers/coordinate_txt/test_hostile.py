"""Whatever comes is answered: no exception, within seconds, in a bounded report."""

import math
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.formats.coordinate_txt.reading import MOST_PROBLEMS, read_file
from importers.formats.coordinate_txt.report import as_json, as_text
from tests.importers.coordinate_txt.surveys import HEAD, HOLE, OUTER, read, rows_of, square, survey

# Far above what these take on a machine that does something else as well, far below what a slow way takes.
WALL_S = 25
NORTH, EAST = 4113800.0, 39599400.0


def answered(content):
    began = time.monotonic()
    found = read_file(content)
    assert time.monotonic() - began < WALL_S
    return found


def circle(corners, radius=4_000.0):
    turns = (2 * math.pi * at / corners for at in range(corners))
    return [(NORTH + radius * math.cos(turn), EAST + 50_000 + radius * math.sin(turn)) for turn in turns]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(1 << 16),
        random.Random(1).randbytes(1 << 16),
        b"," * (2 << 20),
        b",\n" * 390_000,
        b"\n" * 1_000_000,
        b"@\n" * 4_000,
        b"@\n" * 10_000,
        ("x" + " " * 900 + "1\n").encode() * 5_000,
        ("a" * 900 + "=1\n").encode() * 5_000,
        b"[" + b" " * 1_000_000 + b"]x",
        b"PK\x03\x04" + bytes(100),
        b"%PDF-1.7\n",
        b"a" * (21 << 20),
    ],
    ids=lambda content: f"{content[:6]!r}-{len(content)}",
)
def test_rubbish_is_refused_as_no_survey(content):
    found = answered(content)
    assert found.is_refused and {problem.code for problem in found.problems} == {"no_plots"}
    assert len(found.problems) <= MOST_PROBLEMS


@pytest.mark.parametrize(
    "row",
    ["J1,1,abc,39599400.0", "J1,1," + "9" * 300 + ",1", "J1,1," + " " * 300 + "1", ",,,,,,,,,", "，，，"],
)
def test_very_many_bad_rows_are_counted_and_a_thousand_shown(row):
    found = answered(survey(rows=[row] * 20_000).encode())
    assert found.is_refused and len(found.problems) <= MOST_PROBLEMS
    assert "20000 行" in found.problems[0].message or "还有 19000 个问题" in found.problems[-1].message


def test_more_points_than_any_survey_has_are_refused():
    found = answered(("@\n" + "J1,1,4113800.0,39599400.0\n" * 200_001).encode())
    assert [problem.message for problem in found.problems] == ["超过 200000 个界址点，请分成几个文件"]
    assert answered(survey(rows=rows_of([circle(50_001)])).encode()).is_refused


def test_a_boundary_of_thirty_thousand_points_is_read():
    found = answered(survey(rows=rows_of([circle(30_000)]), head="@").encode())
    assert not found.is_refused
    assert found.plots[0].area_m2 == pytest.approx(math.pi * 4_000**2, rel=1e-6)


def test_a_star_of_which_each_ray_crosses_each_other_is_refused():
    corners = circle(20_001)
    star = [corners[at * 10_000 % 20_001] for at in range(20_001)]
    found = answered(survey(rows=rows_of([star]), head="@").encode())
    assert [problem.code for problem in found.problems] == ["self_intersection"]


def test_rings_within_rings_are_looked_at_as_far_as_anybody_nests_them():
    nested = [square(NORTH - at / 2, EAST + at / 2, 3_000.0 - at) for at in range(2_100)]
    found = answered(survey(rows=rows_of(nested[:100]), head="@").encode())
    assert (found.plots[0].parts, found.plots[0].holes, found.status) == (50, 50, "ok")
    for many in (300, 2_100):
        assert answered(survey(rows=rows_of(nested[:many]), head="@").encode()).is_refused


def test_a_plot_of_a_thousand_holes_is_read():
    holes = [square(NORTH - 10 - 50 * (at // 40), EAST + 10 + 50 * (at % 40), 20.0) for at in range(1_000)]
    found = answered(survey(rows=rows_of([square(NORTH, EAST, 4_000.0), *holes]), head="@").encode())
    assert (found.plots[0].holes, found.status) == (1_000, "ok")


def test_text_that_is_markup_or_a_formula_is_only_text():
    name = "<script>alert(1)</script>{{7*7}}=cmd|'/c calc'!A1"
    found = read(
        survey(head=f"{{rows}},2.9400,1,{name},面,,,,@".replace("{{7", "{{{{7").replace("7}}", "7}}}}"))
    )
    assert found.plots[0].name == name and found.status == "ok"


pieces = st.sampled_from(
    [*survey().split("\r\n"), *rows_of([OUTER, HOLE]), "", "@", HEAD.format(rows=3), "J1,1,abc,1", "J1，1，2，3",
     "带号=40", "坐标系=1980西安坐标系", "[地块坐标]", "[x]", "J9,2,39599400.0,4113800.0", "J1,1,0,0", "J1 4113800 39599400"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(pieces, st.text(max_size=30)), max_size=60),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_lines_in_any_order_get_an_answer(lines, codec):
    content = "\n".join(lines).encode(codec, "ignore")
    found = read_file(content)
    assert as_text(found, "x.txt")
    report = as_json(found)
    assert (report["status"] == "refused") == any(each["severity"] == "error" for each in report["problems"])
    if report["status"] != "refused":
        assert all(plot.area is not None and plot.area.is_valid for plot in found.plots)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_file_with_some_bytes_changed_gets_an_answer(data):
    content = bytearray(survey().encode("gb18030"))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert as_text(read_file(bytes(content)), "x.txt")
