"""Village names come through to the last byte or are named by row and column; nothing is ever replaced in silence."""

import codecs

import pytest

from importers.open import preview_encodings
from importers.parsers import decoding
from tests.importers.geofiles import dbf, language_driver, loose, points, read, shapefile

# A four-byte character of GB18030, one beyond the basic plane, and one that GBK has as private use in old fonts.
RARE = ("㛃家村", "𠅤庄", "䶮村", "镕园社区", "博兴县")


@pytest.mark.parametrize("language", [0x00, 0x4D, 0x57, 0x03])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_dbf_without_cpg_is_read_rightly_whatever_its_header_says(encoding, language):
    table = dbf(*(name.encode(encoding) for name in RARE), encoding=encoding, language=language)
    told, rows, faults = read(loose(points(table, len(RARE))))
    assert [cells["名称"] for _, cells, _ in rows] == list(RARE) and faults == []
    assert told.encoding.name == encoding and told.encoding.certain
    assert told.encoding.lies == (encoding == "utf-8" and language == 0x4D)


@pytest.mark.parametrize("written", ["GBK", "GB2312", "936", "ANSI 936", "cp936", "GB18030"])
def test_every_way_to_write_the_code_page_is_understood(written):
    told, rows, _ = read(loose(shapefile() | {"cpg": written.encode()}))
    assert rows[0][1]["名称"] == "张三庄村" and not told.encoding.lies
    assert written in told.encoding.declared


def test_a_cpg_that_lies_is_found_out_and_told():
    told, rows, faults = read(loose(shapefile() | {"cpg": b"UTF-8"}))
    assert rows[0][1]["名称"] == "张三庄村" and faults == []
    assert told.encoding.lies and told.encoding.name == "gb18030"
    assert "UTF-8" in told.encoding.why and "GB18030" in told.encoding.why
    told, rows, _ = read(loose(shapefile(encoding="UTF-8") | {"cpg": b"GBK"}))
    assert rows[0][1]["名称"] == "张三庄村" and told.encoding.lies


def test_a_word_that_both_encodings_know_is_asked_about():
    """模式 in GBK is valid UTF-8."""
    table = dbf("模式".encode("gbk"), field="name")
    told, rows, _ = read(loose(points(table, 1)))
    assert not told.encoding.certain
    assert {name: rows[0][0] for name, rows in told.encoding.previews.items()} == {
        "utf-8": "ģʽ",
        "gb18030": "模式",
    }
    assert rows[0][1]["name"] == "模式"
    chosen, rows, _ = read(loose(points(table, 1)), encoding="utf-8")
    assert chosen.encoding.certain and rows[0][1]["name"] == "ģʽ"
    told, rows, _ = read(loose(points(table, 1) | {"cpg": b"GBK"}))
    assert told.encoding.certain and rows[0][1]["name"] == "模式"


def test_names_of_two_characters_in_utf8_are_not_taken_for_gbk():
    """Six bytes each: three sound pairs of GBK, too."""
    names = ("张三", "李四", "王五")
    for parts in ({}, {"cpg": b"GBK"}):
        table = dbf(*(name.encode() for name in names), field="name")
        told, rows, _ = read(loose(points(table, 3) | parts))
        assert [cells["name"] for _, cells, _ in rows] == list(names) and told.encoding.lies == bool(parts)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_character_that_was_cut_in_half_is_named_by_row_and_column(encoding):
    width = 9 if encoding == "gb18030" else 10
    names = ["张三庄村", "李四庄村", "王五庄北村", "赵六村"]
    table = dbf(*(name.encode(encoding) for name in names), encoding=encoding, width=width)
    _, rows, faults = read(loose(points(table, 4)))
    cut = [number for number, name in enumerate(names, 1) if len(name.encode(encoding)) > width]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (row, "名称", "encoding") for row in cut
    ]
    assert encoding.upper() in faults[0].message
    assert [cells["名称"] for _, cells, _ in rows] == [
        None if number in cut else name for number, name in enumerate(names, 1)
    ]


def test_a_field_name_cut_at_ten_bytes_keeps_its_whole_characters():
    table = dbf("a村".encode("gbk"), field="x行政村名称简".encode("gbk")[:10])
    assert read(loose(points(table, 1)))[0].fields[0].name == "x行政村名"


def test_five_rows_are_shown_for_each_candidate():
    parts = loose(points(dbf(*("村庄".encode("gbk") for _ in range(9))), 9))
    previews = preview_encodings(parts)
    assert previews == {"utf-8": [[None]] * 5, "gb18030": [["村庄"]] * 5}


def test_nothing_is_replaced_in_the_encoding_that_the_user_chose():
    table = dbf(*(name.encode("gbk") for name in ("张三庄村", "模式", "plain")), field="name")
    _, rows, faults = read(loose(points(table, 3)), encoding="utf-8")
    assert [cells["name"] for _, cells, _ in rows] == [None, "ģʽ", "plain"]
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(1, "name", "encoding")]


@pytest.mark.parametrize(
    "mark",
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_decides(mark):
    bom, encoding = mark
    told, rows, _ = read(bom + "名称,数\n㛃村,1\n".encode(encoding), "a.csv")
    assert rows[0][1] == {"名称": "㛃村", "数": "1"} and told.encoding.declared == "BOM"


def test_a_line_of_a_text_table_in_another_encoding_is_named():
    content = "名称,备注\n张三庄村,甲\n".encode("gbk") + "李四村,乙\n".encode() + "王五庄,丙\n".encode("gbk")
    _, rows, faults = read(content, "a.csv")
    assert rows[0][1]["名称"] == "张三庄村" and rows[2][1]["名称"] == "王五庄"
    assert [(fault.row, fault.code) for fault in faults] == [(3, "encoding")] * len(faults) and faults
    assert rows[1][1][faults[0].column] is None


def test_a_geojson_that_is_not_utf8_is_refused():
    from geo.errors import BadInput

    with pytest.raises(BadInput, match="UTF-8"):
        read('{"type":"FeatureCollection","features":[],"name":"村"}'.encode("gbk"), "a.geojson")


@pytest.mark.parametrize("cell", [name.encode("gb18030") for name in RARE] + [b"", b"plain"])
def test_one_cell_alone_decodes_as_strictly_as_all_together(cell):
    cells, wrong = decoding.decoded([cell, b"\xff"], "gb18030")
    assert cells == [cell.decode("gb18030"), None] and wrong == [1]


def test_language_drivers_are_evidence_and_no_proof():
    told, rows, _ = read(loose(language_driver(shapefile(), 0x7A)))
    assert "0x7A" in told.encoding.declared and rows[0][1]["名称"] == "张三庄村"
