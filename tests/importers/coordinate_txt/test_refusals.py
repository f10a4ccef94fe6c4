"""Each cause has its one code, names its line and both values, and all of them are told at once."""

import pytest

from geo.bbox import BBox
from geo.errors import BadInput
from tests.importers.coordinate_txt.surveys import (
    HEAD,
    HOLE,
    OUTER,
    codes,
    faults,
    header,
    moved,
    read,
    rows_of,
    square,
    survey,
)  # fmt: skip

ROWS = rows_of([OUTER, HOLE])
BARE = rows_of([moved(ring, east=-39_000_000.0) for ring in (OUTER, HOLE)])
FIRST_ROW = 14  # of a plot, by its line in the file
CITY = BBox(117.0, 36.5, 119.0, 38.5)


def changed(at, row):
    return [row if number == at else old for number, old in enumerate(ROWS)]


def only(found, code, line):
    assert faults(found) == [(code, line)]
    assert found.status == ("warning" if found.problems[0].severity == "warning" else "refused")
    return found.problems[0]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("J2,1,abc,39599550.000", "X“abc”不是数字"),
        ("J2,1,4113800.000,", "缺列"),
        ("J2,1,4113800.000", "缺列"),
        ("J2,1", "缺列"),
        ("J2", "缺列"),
        ("J2,1,,39599550.000", "X“”是空的"),
        ("J2,1,4.1138E+06,39599550.000", "科学计数法"),
        ("J2,1,NaN,39599550.000", "X“NaN”不是数字"),
        ("J2,1,1e400,39599550.000", "科学计数法"),
        ("J2,1,-inf,39599550.000", "X“-inf”不是数字"),
        ("J2,1,4113800.000,0x25C3F3E", "Y“0x25C3F3E”不是数字"),
        ("J2,1,4_113_800,39599550.000", "不是数字"),
        ("J2,1,4113 800,39599550.000", "不是数字"),
        ("J2,1,abc,def", "X“abc”不是数字，Y“def”不是数字"),
        ("J2,一,4113800.000,39599550.000", "圈号“一”不是整数"),
        ("J2,1.5,4113800.000,39599550.000", "圈号“1.5”不是整数"),
        ("J2,-1,4113800.000,39599550.000", "圈号“-1”不是整数"),
        ("J2,1,4113800,000,39599550,000", "6 列"),
        ("J2,1,4113800.000,39599550.000,12.5", "5 列"),
        ("J2,1,0,0", "X=0，Y=0"),
        ("J2,1,37.15,118.12", "X=37.15，Y=118.12"),
        ("J2,1,4113800.000,50599550.000", "Y=5.05996e+07"),
        ("J2,1," + "9" * 12 + ",39599550.000", "不像中国的高斯坐标"),
        ("J2,1," + "9" * 900 + ",39599550.000", "不是数字"),
        ("J2,1," + "9" * 9_000 + ",39599550.000", "9018 个字符"),
        ("坐标如下", "缺列"),
    ],
)
def test_a_row_that_is_no_point_is_named_and_never_becomes_a_zero(row, told):
    problem = only(read(survey(rows=changed(1, row))), "bad_number", FIRST_ROW + 1)
    assert told in problem.message and len(problem.message) < 200 and problem.suggestion
    (plot,) = read(survey(rows=changed(1, row))).plots
    assert (plot.rows, plot.area_m2, plot.parts, plot.holes, plot.bbox) == (10, None, None, None, None)


def test_a_plot_in_degrees_is_one_problem_and_not_one_a_row():
    rows = [f"J{at},1,37.15{at},118.12{at}" for at in range(9)]
    problem = only(read(survey(rows=rows)), "bad_number", FIRST_ROW)
    assert "9 行" in problem.message


@pytest.mark.parametrize(
    "head",
    [
        "abc,2.9400,1,一,面,,,,@",
        "{rows},二亩,1,一,面,,,,@",
        "10.0,2.9400,1,一,面,,,,@",
        "-1,2.94,1,一,面,,,,@",
    ],
)
def test_a_head_with_a_bad_number_is_named(head):
    found = read(survey(head=head))
    only(found, "bad_number", 13)
    assert None in (found.plots[0].rows_declared, found.plots[0].declared_ha)
    assert found.plots[0].area_m2 == 29_400.0


def test_a_closing_row_elsewhere_than_its_first_point_is_refused_with_both_values():
    problem = only(
        read(survey(rows=changed(4, "J1,1,4113800.000,39599401.000"))), "bad_number", FIRST_ROW + 4
    )
    assert (
        "第 14 行" in problem.message
        and "39599400.000" in problem.message
        and "39599401.000" in problem.message
    )


@pytest.mark.parametrize(
    "row",
    [
        "J2，1，4113800.000，39599550.000",
        "J2,1,4113800.000，39599550.000",
        "J2,1,４１１３８００.000,39599550.000",
        "J2,1,4113800．000,39599550.000",
        "J2,1,4113800。000,39599550.000",
        "J2、1、4113800.000、39599550.000",
        "Ｊ2,1,4113800.000,39599550.000",
        "J2,1,4113800.000,　39599550.000",
        "J2,1,4113800.000,39599\u200b550.000",
        "J2\u202e,1,4113800.000,39599550.000",
        "J2,1,4113800.000,39599550.000\ufeff",
    ],
)
def test_fullwidth_and_unseen_characters_in_a_row_are_refused_and_not_repaired(row):
    found = read(survey(rows=changed(1, row)), "utf-8")
    only(found, "fullwidth_punctuation", FIRST_ROW + 1)
    assert found.plots[0].rows == 10


@pytest.mark.parametrize(
    "head",
    [
        "{rows}，2.9400，DK-01，地块1，面，，工业用地，，@",
        "１０,2.9400,DK-01,地块1,面,,工业用地,,@",
        "{rows},２.9400,DK-01,地块1,面,,工业用地,,@",
        "{rows},2.9400,DK-01,地块1,面,,工业用地,,＠",
        "{rows},2.9400,DK-01,地\u202e块1,面,,工业用地,,@",
        "{rows},2.9400,DK-01,地\u200b块1,面,,工业用地,,@",
        "{rows},2.9400,DK-01,地\ue000块1,面,,工业用地,,@",
    ],
)
def test_fullwidth_and_unseen_characters_in_the_head_of_a_plot_are_refused(head):
    only(read(survey(head=head), "utf-8"), "fullwidth_punctuation", 13)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("坐标系=", "坐标系＝", 5),
        ("坐标系=2000", "坐标系=２０００", 5),
        ("带号=39", "带号=３９", 9),
        ("几度分带=3", "几度分带＝3", 6),
        ("[地块坐标]", "【地块坐标】", 12),
        ("[地块坐标]", "［地块坐标］", 12),
    ],
)
def test_a_fullwidth_sign_in_the_head_of_the_file_is_the_one_cause_that_is_told(old, new, line):
    only(read(survey().replace(old, new)), "fullwidth_punctuation", line)


def test_a_head_without_its_mark_is_told_and_its_plot_is_still_a_plot():
    found = read(survey(head=HEAD.removesuffix("@")))
    only(found, "missing_plot_mark", 13)
    assert (found.plots[0].number, found.plots[0].area_m2) == ("DK-01", 29_400.0)
    only(read(survey(head="{rows},2.9400,DK-01,地块1,,,,")), "missing_plot_mark", 13)
    two = [("4,1.0000,1,一,面,,,,@", rows_of([square(4113800.0, 39599400.0, 100.0)], closing=None)),
           ("4,1.0000,2,二,面,,,,", rows_of([square(4113800.0, 39599600.0, 100.0)], closing=None))]  # fmt: skip
    found = read(survey(*two))
    only(found, "missing_plot_mark", 18)
    assert [plot.number for plot in found.plots] == ["1", "2"]


def test_points_before_any_head_of_a_plot_are_told_once():
    lines = [*header(), *ROWS]
    found = read("\r\n".join(lines))
    only(found, "missing_plot_mark", 13)
    assert [(plot.number, plot.name, plot.rows) for plot in found.plots] == [(None, None, 10)]
    only(read("\r\n".join([*header()[:-1], *ROWS])), "missing_plot_mark", 12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "\ufeff",
        "\r\n".join(header()),
        "hello",
        "[地块坐标]",
        "<html>\n<p>1,2</p></html>",
        ",\n,\n",
    ],
)
def test_a_file_without_plots_says_so(text):
    only(read(text, "utf-8"), "no_plots", None)


@pytest.mark.parametrize("form", ["线", "点"])
def test_a_line_or_a_point_is_no_plot(form):
    only(read(survey(head=HEAD.replace("面", form))), "no_plots", 13)


def test_a_head_without_rows_is_told():
    only(read(survey(rows=[])), "no_plots", 13)
    only(read(survey((HEAD, ROWS), (HEAD, []))), "no_plots", 24)


@pytest.mark.parametrize(
    ("said", "rows", "line", "told"),
    [
        ({"带号": "40"}, ROWS, 9, "带号 40 与横坐标前缀 39 不符"),
        ({"几度分带": "6"}, ROWS, 6, "几度分带写的是 6"),
        ({"带号": "117"}, BARE, 9, "带号 117 不是"),
        ({"带号": "三十九"}, ROWS, 9, "带号“三十九”不是带号"),
        ({"几度分带": "1.5"}, ROWS, 6, "几度分带“1.5”不是 3 或 6"),
        ({"投影类型": "UTM"}, ROWS, 7, "投影类型“UTM”"),
        ({}, [*ROWS[:5], *BARE[5:]], 19, "前缀不一致"),
        ({"带号": ""}, changed(2, "J3,1,4113600.000,40599550.000"), 16, "前缀不一致"),
    ],
)
def test_zones_that_exclude_each_other_are_refused_with_line_and_both_values(said, rows, line, told):
    found = read(survey(rows=rows, **said))
    problem = next(problem for problem in found.problems if problem.code == "zone_conflict")
    assert problem.line == line and told in problem.message
    assert (found.crs, found.status, found.plots[0].bbox) == (None, "refused", None)


def test_a_wrong_zone_names_the_easting_that_betrays_it():
    problem = only(read(survey(带号="40")), "zone_conflict", 9)
    assert "第 14 行的横坐标 Y=39599400.000" in problem.message


def test_two_heads_that_say_otherwise_are_refused():
    other = header(带号="40")
    found = read("\r\n".join([*header(), HEAD.format(rows=10), *ROWS, *other]))
    only(found, "zone_conflict", 24 + other.index("带号=40"))


def test_a_bare_file_of_the_next_zone_is_caught_by_the_city_three_degrees_away():
    wrong = survey(rows=BARE, 带号="40")
    problem = only(read(wrong, box=CITY), "zone_conflict", 9)
    assert "按第 39 带（EPSG:4548）才在" in problem.message
    assert read(wrong).crs == 4549
    assert read(survey(rows=BARE), box=CITY).crs == 4548
    # Elsewhere in every zone: another city, which is not for this rule to judge.
    south = rows_of([moved(OUTER, north=-1_000_000.0, east=-39_000_000.0)])
    assert codes(read(survey(rows=south, head="{rows},3.0,1,一,面,,,,@"), box=CITY)) == []


@pytest.mark.parametrize(
    ("said", "rows", "line", "told"),
    [
        ({"带号": ""}, BARE, 9, "无法判断分带"),
        ({"带号": None}, BARE, None, "无法判断分带"),
        ({"坐标系": None}, ROWS, None, "没有写明坐标系"),
        ({"坐标系": ""}, ROWS, 5, "没有写明坐标系"),
        ({"坐标系": "某某市独立坐标系"}, ROWS, 5, "坐标系“某某市独立坐标系”不是"),
        ({"坐标系": "WGS84"}, ROWS, 5, "坐标系“WGS84”不是"),
        ({"坐标系": "2000国家大地坐标系或1980西安坐标系"}, ROWS, 5, "不是 2000、1980 西安或 1954 北京坐标系"),
    ],
)
def test_what_is_not_said_is_asked_for_and_never_defaulted(said, rows, line, told):
    found = read(survey(rows=rows, **said), box=CITY)
    problem = only(found, "zone_unknown", line)
    assert told in problem.message
    assert "4548" in problem.suggestion or "4527" in problem.suggestion
    assert (found.crs, found.plots[0].area_m2, found.plots[0].bbox) == (None, 29_400.0, None)


@pytest.mark.parametrize(
    ("said", "rows", "crs"),
    [
        ({"带号": ""}, BARE, 4548),
        ({"坐标系": None}, ROWS, 4527),
        ({"坐标系": "", "带号": "", "几度分带": ""}, BARE, 4548),
        ({}, ROWS, 4527),
    ],
)
def test_a_person_may_say_what_the_file_does_not(said, rows, crs):
    found = read(survey(rows=rows, **said), crs=crs)
    assert (found.crs, codes(found)) == (crs, [])
    assert found.plots[0].bbox == pytest.approx(
        (118.11887071, 37.14868679, 118.12058545, 37.15050452), abs=1e-8
    )


@pytest.mark.parametrize(
    ("said", "rows", "crs"),
    [
        ({}, ROWS, 4528),
        ({}, ROWS, 4548),
        ({}, BARE, 4527),
        ({}, BARE, 4549),
        ({}, BARE, 4509),
        ({"坐标系": "1980西安坐标系"}, ROWS, 4527),
        ({"坐标系": "WGS84"}, ROWS, 4527),
    ],
)
def test_a_person_may_not_say_what_the_file_denies(said, rows, crs):
    found = read(survey(rows=rows, **said), crs=crs)
    assert [problem.code for problem in found.problems if problem.severity == "error"] == ["zone_conflict"]
    assert f"EPSG:{crs}" in found.crs_reason and found.crs is None


def test_an_old_datum_that_a_person_chose_is_approximate_as_well():
    found = read(survey(坐标系=None), crs=2363)
    assert (codes(found), found.crs, found.srid) == (["datum_approximate"], None, 2363)


@pytest.mark.parametrize("crs", [0, -1, 4326, 4490, 3857, 999999])
def test_what_is_no_zone_of_china_cannot_be_chosen(crs):
    with pytest.raises(BadInput) as refused:
        read("", crs=crs)
    assert refused.value.parameter == "crs"


def test_swapped_columns_are_the_one_cause_whatever_the_head_says_of_zone_and_area():
    rows = rows_of([[(y, x) for x, y in ring] for ring in (OUTER, HOLE)])
    problem = only(
        read(survey(rows=rows, 带号="40", head="{rows},3.2000,1,一,面,,,,@")), "swapped_axes", FIRST_ROW
    )
    assert "39599400.000" in problem.message and "4113800.000" in problem.message


def test_swapped_columns_do_not_hide_what_the_head_leaves_unsaid():
    bare = rows_of([[(y - 39_000_000.0, x) for x, y in OUTER]])
    found = read(survey(rows=bare, head="5,3.0,1,一,面,,,,@", 带号="", 坐标系="1980西安坐标系"))
    assert faults(found) == [("datum_approximate", 5), ("zone_unknown", 9), ("swapped_axes", FIRST_ROW)]


def test_an_old_datum_is_told_though_its_zone_is_not_known():
    assert faults(read(survey(rows=BARE, 带号="", 坐标系="1954北京坐标系"))) == [
        ("datum_approximate", 5), ("zone_unknown", 9),
    ]  # fmt: skip


def test_one_swapped_row_is_not_called_an_intersection():
    problem = only(
        read(survey(rows=changed(1, "J2,1,39599550.000,4113800.000"))), "swapped_axes", FIRST_ROW + 1
    )
    assert "有 1 行" in problem.message


def test_a_bow_tie_is_refused_with_the_crossing_and_the_rows():
    tie = [OUTER[0], OUTER[2], OUTER[1], OUTER[3]]
    problem = only(read(survey(rows=rows_of([tie, HOLE]))), "self_intersection", FIRST_ROW)
    assert "J1（第 14 行）—J2（第 15 行） 与 J3（第 16 行）—J4（第 17 行）" in problem.message
    assert "X=4113700.000，Y=39599475.000" in problem.message


@pytest.mark.parametrize(
    ("rings", "told"),
    [
        ([OUTER, moved(HOLE, east=90.0)], "Y=39599550.000"),  # a hole across the edge
        ([OUTER, OUTER], "完全重合"),
        ([OUTER, OUTER[::-1]], "完全重合"),
        (
            [OUTER, HOLE, moved(HOLE, east=10.0)],
            "X=4113700.000，Y=39599460.000",
        ),  # two holes across each other
        ([OUTER, moved(OUTER, east=150.0)], "Y=39599550.000"),  # two parts with an edge between them
        ([OUTER, moved(HOLE, east=-50.0)], "Y=39599400.000"),  # a hole along the edge
        ([[*OUTER[:2], (4113700.0, 39599400.0), *OUTER[2:]]], "X=4113700.000，Y=39599400.000"),  # a pinch
        ([[*OUTER[:2], (4113800.0, 39599600.0), OUTER[1], *OUTER[2:]]], "Y=39599600.000"),  # a spike
    ],
)
def test_whatever_crosses_or_covers_itself_is_refused_and_never_repaired(rings, told):
    found = read(survey(rows=rows_of(rings), head="{rows},,1,一,面,,,,@"))
    assert codes(found) == ["self_intersection"]
    assert told in found.problems[0].message and found.problems[0].line
    assert found.plots[0].area is None


def test_a_touching_point_that_only_one_ring_has_is_named_since_degrees_part_them():
    hole = [(4113700.0, 39599400.0), (4113710.0, 39599420.0), (4113690.0, 39599420.0)]
    found = read(survey(rows=rows_of([OUTER, hole]), head="{rows},2.9800,1,一,面,,,,@"))
    problem = only(found, "self_intersection", FIRST_ROW)
    assert "J4（第 17 行）" in problem.message and "J5（第 19 行）" in problem.message
    assert (
        "X=4113700" in problem.message
        and "Y=39599400.000" in problem.message
        and "补上" in problem.suggestion
    )
    assert found.plots[0].area is None


@pytest.mark.parametrize(
    "ring",
    [OUTER[:1], OUTER[:2], [OUTER[0], OUTER[1], OUTER[0]], [(4113800.0, 39599400.0 + at) for at in range(4)]],
)
def test_a_ring_that_is_no_area_is_refused(ring):
    found = read(survey(rows=rows_of([ring], closing=None), head="{rows},,1,一,面,,,,@"))
    only(found, "self_intersection", FIRST_ROW)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("29400.0000", "以平方米为单位"),
        ("44.1000", "以亩为单位"),
        ("0.0294", "以平方千米为单位"),
        ("3.2000", "1.0884 倍"),
        ("0", "0 倍"),
    ],
)
def test_a_declared_area_that_is_not_the_planar_one_is_a_warning_with_both_and_their_ratio(declared, told):
    found = read(survey(head=f"{{rows}},{declared},1,一,面,,,,@"))
    problem = only(found, "area_mismatch", 13)
    assert (
        told in problem.message + problem.suggestion
        and declared in problem.message
        and "2.9400" in problem.message
    )
    assert str(found.plots[0].declared_ha) == declared


@pytest.mark.parametrize("declared", ["2.94", "2.9400", "2.9401", "2.9399"])
def test_the_last_decimal_is_no_mismatch(declared):
    assert codes(read(survey(head=f"{{rows}},{declared},1,一,面,,,,@"))) == []


@pytest.mark.parametrize("declared", [8, 9, 11, 0])
def test_another_number_of_rows_than_declared_is_a_warning(declared):
    problem = only(read(survey(head=HEAD.format(rows=declared))), "row_count_mismatch", 13)
    assert str(declared) in problem.message and "10 行" in problem.message


def test_all_problems_are_told_at_once_in_the_order_of_the_lines():
    tie = rows_of([[OUTER[0], OUTER[2], OUTER[1], OUTER[3]]])
    plots = [
        ("9,1.0000,1,一,面,,,,@", ["J1,1,abc,1", *ROWS]),
        ("5,1.0000,2,二,线,,,,", tie),
        (HEAD, [*ROWS[:3], "J4，1，4113600.000，39599400.000", *ROWS[4:]]),
    ]
    assert faults(read(survey(*plots, 带号="40"))) == [
        ("zone_conflict", 9),
        ("row_count_mismatch", 13),
        ("bad_number", 14),
        ("missing_plot_mark", 25),
        ("no_plots", 25),
        ("self_intersection", 26),
        ("fullwidth_punctuation", 35),
    ]
