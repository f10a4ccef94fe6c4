"""The same parcel as every program of the counties writes it is the same parcel, to the last bit."""

import pytest
import shapely

from tests.importers.coordinate_txt.surveys import (
    HOLE,
    OUTER,
    PARCEL_M2,
    closing_row,
    codes,
    moved,
    read,
    rows_of,
    square,
    survey,
)  # fmt: skip

BARE_OUTER, BARE_HOLE = (moved(ring, east=-39_000_000.0) for ring in (OUTER, HOLE))


def only(found):
    assert found.problems == ()
    (plot,) = found.plots
    return plot


def wkb(plot):
    return shapely.to_wkb(shapely.normalize(plot.flat))


STANDARD = wkb(only(read(survey())))


def same(text, encoding="gb18030"):
    plot = only(read(text, encoding))
    assert wkb(plot) == STANDARD
    assert (plot.area_m2, plot.parts, plot.holes) == (PARCEL_M2, 1, 1)
    return plot


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends_change_nothing(encoding, told, line_end):
    text = survey(line_end=line_end)
    same(text, encoding)
    assert read(text, encoding).encoding == told


def test_utf16_of_either_byte_order_is_read_by_its_mark():
    same(b"\xfe\xff" + survey().encode("utf-16-be"))
    same(b"\xff\xfe" + survey().encode("utf-16-le"))


def with_the_next_number(name, number, x, y, first, following):
    return f"{following},{number},{x:.3f},{y:.3f}"


@pytest.mark.parametrize("letter", ["J", "", "J0", "界址点"])
@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("closing", [closing_row, with_the_next_number, None])
def test_points_are_numbered_and_rings_closed_in_any_way(letter, restart, closing):
    same(survey(rows=rows_of([OUTER, HOLE], letter=letter, restart=restart, closing=closing)))


@pytest.mark.parametrize("numbers", [(1, 1), (1, 2), (0, 1), (2, 1)])
@pytest.mark.parametrize("restart", [False, True])
def test_a_ring_is_a_hole_by_where_it_lies_and_not_by_its_number(numbers, restart):
    same(survey(rows=rows_of([OUTER, HOLE], numbers=numbers, restart=restart)))


def test_the_hole_may_come_first():
    same(survey(rows=rows_of([HOLE, OUTER])))


def test_rings_may_turn_either_way_and_begin_anywhere():
    turned = [OUTER[2:] + OUTER[:2], HOLE[::-1]]
    same(survey(rows=rows_of(turned)))


def test_unclosed_rings_without_ring_numbers_part_where_the_names_begin_anew():
    rows = [
        row.replace(",1,", ",", 1)
        for row in rows_of([OUTER, HOLE], restart=True, numbers=(1, 1), closing=None)
    ]
    same(survey(rows=rows))


def test_points_that_all_have_one_name_are_not_taken_for_rings():
    rows = [f"P,1,{x:.3f},{y:.3f}" for x, y in OUTER]
    (plot,) = read(survey(rows=rows, head="{rows},3.0000,1,一,面,,,,@")).plots
    assert (plot.area_m2, plot.parts, plot.holes) == (30_000.0, 1, 0)


def test_three_columns_mean_ring_one():
    rows = [row.replace(",1,", ",", 1).replace(",2,", ",", 1) for row in rows_of([OUTER, HOLE])]
    assert rows[0].count(",") == 2
    same(survey(rows=rows))


def test_an_empty_ring_number_means_ring_one():
    same(survey(rows=[row.replace(",1,", ",,", 1) for row in rows_of([OUTER, HOLE])]))


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row + "  ",
        lambda row: row + "\t",
        lambda row: "  " + row,
        lambda row: row.replace(",", ", "),
        lambda row: row.replace(",", "\t,\t"),
        lambda row: row.replace(",", "        ,  "),
        lambda row: row + ",",
        lambda row: row.replace(",", "\t"),
        lambda row: row.replace(",", "  "),
        lambda row: row + "\n",
        lambda row: row.replace(".000", ""),
        lambda row: row.replace(".000", ".0000000"),
        lambda row: row.replace(".000", "."),
    ],
)  # fmt: skip
def test_blanks_tabs_and_decimals_change_nothing(change):
    same(survey(rows=[change(row) for row in rows_of([OUTER, HOLE])]))


def test_a_point_that_repeats_the_one_before_is_one_point_and_is_told():
    rows = rows_of([OUTER, HOLE])
    found = read(survey(rows=[rows[0], *rows]))
    assert wkb(only(found)) == STANDARD
    assert found.notes == ("第 15 行与前一个点相同，只计一个点",)
    assert wkb(only(read(survey(rows=[*rows, rows[-1]])))) == STANDARD


@pytest.mark.parametrize(
    ("head", "number", "name", "use"),
    [
        ("{rows},2.9400,DK-01,地块1,面,J50G072040,工业用地,,@", "DK-01", "地块1", "工业用地"),
        ("{rows},2.9400,DK-01,地块1,面,J50G072040,工业用地,0601,@", "DK-01", "地块1", "工业用地"),
        ("{rows},2.9400,,,面,,,,@", "", "", ""),
        ("{rows},2.9400,FID_0,,面,,,地上,@", "FID_0", "", ""),
        ("{rows},2.9400,1,东,南,西,面,J50,住宅,,@", "1", "东,南,西", "住宅"),
        ("{rows},2.9400,1,地块（一），北片,面,J50,住宅,,@", "1", "地块（一），北片", "住宅"),
        ("{rows},2.9400,1,面,面,J50,住宅,,@", "1", "面", "住宅"),
        ("{rows},2.9400,1,一,面,J50,住宅,,图斑,0101,10,9,备注,@", "1", "一", "住宅"),
        ("{rows},2.9400,1,一,面,@", "1", "一", ""),
        ("{rows},2.9400,1,面,@", "1", "", ""),
        ("{rows},2.9400,1,一,,,,,@", "1", "一", ""),
        ("{rows} , 2.9400 , 1 , 一 , 面 ,,, , @ ", "1", "一", ""),
        ("{rows},2.9400,1,一,面,,住宅@", "1", "一", "住宅"),
        ("{rows},2.9400,1,一,面,,住宅,,@,,", "1", "一", "住宅"),
        ("{rows},2.9400,㐂𠀀-1,䶮庄𡎚地块,面,,住宅,,@", "㐂𠀀-1", "䶮庄𡎚地块", "住宅"),
    ],
)
def test_the_head_of_a_plot_is_read_with_whatever_columns_it_has(head, number, name, use):
    plot = same(survey(head=head))
    assert (plot.number, plot.name, plot.use, plot.rows_declared) == (number, name, use, 10)


def test_nothing_declared_is_nothing_and_no_problem():
    plot = same(survey(head=",,1,一,面,,,,@"))
    assert (plot.rows_declared, plot.declared_ha) == (None, None)
    plot = same(survey(head="@"))
    assert (plot.rows_declared, plot.declared_ha, plot.number) == (None, None, "")


def test_a_project_section_may_stand_before_and_blank_lines_anywhere():
    text = survey(line_end="\n\n")
    same("[项目信息]\n项目名称=某某项目,一期,面,二期\n\n" + text)


def test_a_file_without_section_lines_is_known_by_its_mark():
    same("\n".join(line for line in survey().split("\r\n") if not line.startswith("[")))


@pytest.mark.parametrize(
    "said",
    [
        {"坐标系": "CGCS2000"},
        {"坐标系": "国家2000大地坐标系（CGCS2000）"},
        {"带号": ""},
        {"带号": None, "几度分带": None},
        {"带号": "39带"},
        {"带号": "第39带"},
        {"几度分带": "3度带"},
        {"几度分带": "三度分带"},
        {"几度分带": None, "分带": "3度带"},
        {"格式版本号": "", "精度": "", "转换参数": ",,,,,,", "数据产生日期": "2077"},
        {"投影类型": None},
    ],
)
def test_the_head_of_the_file_may_say_it_in_other_words_or_leave_it_to_the_eastings(said):
    same(survey(**said))
    assert read(survey(**said)).crs == 4527


@pytest.mark.parametrize(
    ("said", "shift", "crs"),
    [
        ({}, 0, 4527),
        ({}, -39_000_000, 4548),
        ({"带号": "40"}, 1_000_000, 4528),
        ({"带号": "40"}, -39_000_000, 4549),
        ({"带号": "20", "几度分带": "6"}, -19_000_000, 4498),
        ({"带号": "20", "几度分带": "6"}, -39_000_000, 4509),
        ({"带号": "", "几度分带": ""}, -19_000_000, 4498),
    ],
)
def test_the_crs_is_that_of_zone_and_prefix(said, shift, crs):
    rows = rows_of([moved(ring, east=shift) for ring in (OUTER, HOLE)])
    found = read(survey(rows=rows, **said))
    assert (found.crs, codes(found)) == (crs, [])
    assert found.plots[0].area_m2 == PARCEL_M2


def test_without_its_zone_the_parcel_lies_in_the_same_place():
    bare = only(read(survey(rows=rows_of([BARE_OUTER, BARE_HOLE]))))
    assert shapely.equals_exact(bare.area, only(read(survey())).area, tolerance=1e-11)


def test_two_parts_may_both_be_ring_one_and_one_of_them_has_a_hole():
    part = square(4113900.0, 39599700.0, 50.0)
    rows = rows_of([OUTER, HOLE, part], restart=True, numbers=(1, 2, 1))
    (plot,) = read(survey(rows=rows, head="{rows},3.1900,1,一,面,,,,@")).plots
    assert (plot.parts, plot.holes, plot.area_m2) == (2, 1, PARCEL_M2 + 2_500)


def test_a_ring_within_a_hole_is_a_part_again():
    island = square(4113715.0, 39599460.0, 10.0)
    (plot,) = read(survey(rows=rows_of([island, HOLE, OUTER]), head="{rows},2.9500,1,一,面,,,,@")).plots
    assert (plot.parts, plot.holes, plot.area_m2) == (2, 1, PARCEL_M2 + 100)


def test_a_hole_may_touch_the_edge_of_its_plot_in_a_point_that_both_have():
    hole = [(4113700.0, 39599400.0), (4113710.0, 39599420.0), (4113690.0, 39599420.0)]
    (plot,) = read(survey(rows=rows_of([[*OUTER, hole[0]], hole]), head="{rows},2.9800,1,一,面,,,,@")).plots
    assert plot.area.is_valid
    assert (plot.parts, plot.holes, plot.area_m2) == (1, 1, 29_800.0)


def test_a_file_holds_as_many_plots_as_have_a_head():
    squares = [square(4113800.0, 39599400.0 + 200 * number, 100.0) for number in range(3)]
    plots = [
        (f"{{rows}},1.0000,DK-{number},地块{number},面,,工业用地,,@", rows_of([ring]))
        for number, ring in enumerate(squares)
    ]
    found = read(survey(*plots))
    assert codes(found) == []
    assert [(plot.number, plot.rows, plot.area_m2) for plot in found.plots] == [
        ("DK-0", 5, 10_000.0), ("DK-1", 5, 10_000.0), ("DK-2", 5, 10_000.0),
    ]  # fmt: skip
    assert [plot.line for plot in found.plots] == [13, 19, 25]


@pytest.mark.parametrize("datum", ["1980西安坐标系", "1980西安国家大地坐标系", "1954北京坐标系"])
def test_an_old_datum_is_a_warning_and_its_crs_is_not_called_certain(datum):
    found = read(survey(坐标系=datum))
    assert [(problem.code, problem.line) for problem in found.problems] == [("datum_approximate", 5)]
    assert (found.status, found.crs, found.is_approximate) == ("warning", None, True)
    assert found.srid in (2363, 2415)
    assert found.plots[0].area_m2 == PARCEL_M2
    assert found.plots[0].bbox == pytest.approx((118.1188, 37.1486, 118.1206, 37.1505), abs=0.002)
