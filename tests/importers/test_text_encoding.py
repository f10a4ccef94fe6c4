"""Names decide whose land it is: a text is decoded strictly or refused with the line, and never half repaired."""

import pytest

from importers.text_encoding import NotText, decode, split_lines

NAMES = "博兴县湖滨镇\r\n㐂家村、䶮庄\r\n𠀀𡎚"


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16"),
    ],
)  # fmt: skip
def test_a_name_comes_back_letter_by_letter_in_every_encoding(codec, told):
    found = decode(NAMES.encode(codec))
    assert (found.text, found.encoding) == (NAMES, told)
    assert decode(NAMES.encode(codec), told).text == NAMES


def test_ascii_and_nothing_are_utf8():
    assert decode(b"J1,1,2,3").encoding == decode(b"").encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "encoding", "line", "told"),
    [
        (NAMES.encode("gb18030"), "utf-8", 1, "不是 UTF-8"),
        ("一\n二\n".encode() + b"\xff\n", None, 3, "不是 UTF-8"),
        ("一二\n三四\n".encode("gb18030") + b"\xff\xff\n", None, 3, "不是 GB18030"),
        ("一\r二\r".encode("gb18030") + b"\x80", None, 3, "不是 GB18030"),
        (b"\xef\xbb\xbfok\n\xff", None, 2, "不是 UTF-8"),
        (b"\xff\xfea", None, 1, "不是 UTF-16"),
        ("一".encode("utf-8-sig"), "gb18030", 1, "BOM"),
        ("一".encode("utf-16"), "utf-8", 1, "BOM"),
        (b"a\nb\nc\x00d", None, 3, "U+0000"),
        ("一\n二\x07".encode("gb18030"), None, 2, "U+0007"),
        ("ab\ncd".encode("utf-16-le"), None, 1, "U+0000"),
        ("ab".encode("utf-32"), None, 1, "U+0000"),
    ],
)
def test_what_does_not_decode_is_refused_with_its_line(content, encoding, line, told):
    with pytest.raises(NotText) as refused:
        decode(content, encoding)
    assert refused.value.line == line and told in refused.value.message


def test_a_damaged_utf8_file_does_not_pass_for_gb18030_though_it_would_decode():
    content = "坐标系=国家".encode() + b"\xb0\xa1" + "大地坐标系".encode()
    with pytest.raises(NotText) as refused:
        decode(content)
    assert "UTF-8" in refused.value.message


def test_lines_end_where_an_editor_counts_them():
    assert split_lines("a\r\nb\rc\n\u2028d\x0ce") == ["a", "b", "c", "\u2028d\x0ce"]
