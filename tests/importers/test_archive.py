"""A zip is believed in nothing (reliability Z1-Z5): what is odd is refused with the entry named, nothing is written."""

import io
import struct
import time
import zipfile
import zlib

import pytest

from geo.errors import BadInput
from importers.archive import Archive
from tests.importers.geofiles import packed, read, shapefile, zipped_shapefile

PARTS = {f"村庄.{part}": content for part, content in shapefile().items()}


def opened(content, most_bytes=64 << 20):
    return Archive(io.BytesIO(content), "村庄.zip", most_bytes=most_bytes)


def reason(content, **more):
    with pytest.raises(BadInput) as refused:
        opened(content, **more)
    assert refused.value.parameter == "file" and refused.value.message.startswith("村庄.zip：")
    return refused.value.message


def info(name, *, mode=0, system=3):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = system, mode << 16
    return entry


def with_entry(entry, content=b"x"):
    target = io.BytesIO(packed(PARTS))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(entry, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../../x.shp",
        "/abs.shp",
        "C:\\x.shp",
        "C:/x.shp",
        "a\\..\\b.shp",
        "a/../b.shp",
        "./a.shp",
        "a//b.shp",
        "CON.shp",
        "lpt1",
        "dir/nul.txt",
        "x.shp.",
        "x.shp ",
        "dir./x.shp",
        "a" * 300 + ".shp",
        "村\u202eph.shp",
        "a\nb.shp",
        "x\x7f.shp",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused_and_not_put_right(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "非法路径" in reason(with_entry(info(name)))
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_nul_is_refused():
    content = with_entry(info("a_b.shp")).replace(b"a_b.shp", b"a\0b.shp")
    assert "非法路径" in reason(content)


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010666, 0o140777])
def test_links_and_devices_are_refused(mode):
    assert "链接或设备" in reason(with_entry(info("a.shp", mode=mode), b"/etc/passwd"))


def test_twins_are_refused_also_when_only_the_case_differs():
    with pytest.warns(UserWarning):
        assert "出现两次" in reason(with_entry(info("村庄.shp")))
    assert "出现两次" in reason(with_entry(info("村庄.SHP")))


def test_an_encrypted_zip_is_refused_as_such():
    content = bytearray(packed({"a.shp": b"x"}))
    content[6] |= 1
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "密码" in reason(bytes(content))


def test_names_that_differ_between_the_two_headers_are_refused():
    content = packed({"aaaa.shp": b"x"}).replace(b"aaaa.shp", b"bbbb.shp", 1)
    assert "两个不同的名字" in reason(content)


def test_sizes_that_differ_between_the_two_headers_are_refused():
    content = bytearray(packed({"a.shp": b"x" * 100}))
    content[22:26] = struct.pack("<I", 99)
    assert "写法不一" in reason(bytes(content))


def test_a_bomb_is_refused_before_it_is_unpacked():
    before = time.monotonic()
    assert "压缩比" in reason(packed({"a.shp": b"\0" * (80 << 20)}), most_bytes=1 << 30)
    assert "解压后超过" in reason(packed({"a.shp": b"\0" * (1 << 20)}), most_bytes=1000)
    assert time.monotonic() - before < 5


def test_a_table_of_wide_empty_columns_is_no_bomb():
    assert len(opened(packed({"a.dbf": b" " * (8 << 20)})).entries) == 1


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_unpacks(tmp_path):
    size = 30 << 20
    content = packed({"a.shp": b"\0" * size}).replace(struct.pack("<I", size), struct.pack("<I", 900_000))
    archive = opened(content)
    with pytest.raises(BadInput, match="大小与声明不符"):
        archive.unpack(archive.entries[0], tmp_path / "x")
    assert (tmp_path / "x").stat().st_size <= 900_000


def overlapping(count):
    """Entries that share one compressed kernel (CVE-2024-0450): each local header is quoted by the one before."""
    kernel = zlib.compress(b"\0" * (1 << 16), 9)[2:-4]
    checksum = zlib.crc32(b"\0" * (1 << 16))

    def header(signature, name, offset=None):
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, checksum, len(kernel), 1 << 16, len(name), 0)
        if offset is None:
            return signature + fields + name
        return signature + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name

    body = header(b"PK\x03\x04", b"a") + kernel
    directory = b"".join(header(b"PK\x01\x02", b"a" if not n else b"b%d" % n, 0) for n in range(count))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def test_overlapping_entries_are_refused():
    assert "重叠" in reason(overlapping(3))
    assert len(opened(overlapping(1)).entries) == 1


def test_more_than_a_thousand_entries_are_refused():
    assert "1000" in reason(packed({f"{n}.txt": b"" for n in range(1001)}))


@pytest.mark.parametrize("name", ["内.zip", "a.rar", "a.7z", "a.tar.gz", "b.kmz"])
def test_a_zip_in_a_zip_is_refused(name):
    assert "还有压缩包" in reason(packed({name: packed({"a": b"x"})}))


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"%PDF-1.7\n" + zipped_shapefile(),
        lambda: b"\0" + zipped_shapefile(),
        lambda: zipped_shapefile() + b"%PDF-1.7 trailing",
        lambda: zipped_shapefile() + b"\0",
    ],
)
def test_something_before_or_behind_the_zip_is_refused(content):
    assert "之前或之后" in reason(content()) or "不完整" in reason(content())


@pytest.mark.parametrize("cut", [1, 100, 1000])
def test_a_zip_that_is_cut_off_is_refused(cut):
    assert reason(zipped_shapefile()[:-cut])


def test_a_broken_entry_is_refused_by_its_checksum(tmp_path):
    content = bytearray(packed({"a.shp": b"hello" * 100}, compression=zipfile.ZIP_STORED))
    content[40] ^= 1
    archive = opened(bytes(content))
    with pytest.raises(BadInput, match=r"a\.shp"):
        archive.unpack(archive.entries[0], tmp_path / "x")


@pytest.mark.parametrize("encoding", [None, "gb18030", "utf-8"])
def test_names_are_shown_rightly_however_they_were_packed(encoding):
    content = packed(
        {f"博兴县/㛃村地块.{p.rpartition('.')[2]}": c for p, c in PARTS.items()}, encoding=encoding
    )
    assert {entry.stem for entry in opened(content).entries} == {"博兴县/㛃村地块"}
    assert read(content, "a.zip")[0].layer == "博兴县/㛃村地块"


def test_names_in_no_known_code_page_are_refused():
    assert "文件名" in reason(packed({"_a.shp": b"x"}, encoding="utf-8").replace(b"_a.shp", b"\xff\xff.shp"))


def test_what_macos_and_windows_add_is_left_aside_and_said():
    junk = {"__MACOSX/._村庄.shp": b"\0", ".DS_Store": b"\0", "Thumbs.db": b"\0"}
    content = packed(PARTS | junk)
    assert opened(content).junk == list(junk)
    table, rows, _ = read(content, "村庄.zip")
    assert len(rows) == 2 and any("系统自带的文件 3 个" in note for note in table.notes)


def test_what_does_not_belong_to_the_layer_is_not_unpacked_and_said():
    table, _, _ = read(packed(PARTS | {"说明.docx": b"x", "村庄.sbn": b"\0"}), "村庄.zip")
    assert any("没有读取：说明.docx" in note for note in table.notes)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "不完整|空的|之前"),
        ({"a.docx": b"x"}, "没有能读的数据"),
        ({"a.dwg": b"x"}, "DWG"),
        ({"a.mdb": b"x"}, "MDB"),
        ({"a.wt": b"x"}, "MapGIS"),
        ({"a.tab": b"x"}, "MapInfo"),
        ({"a.gml": b"x"}, "GML"),
        ({"a.geojson": b"{}", "b.csv": b"a"}, "几份数据"),
        ({"a.geojson": b"SQLite format 3\0"}, "SQLite"),
        ({"a00000001.gdbtable": b"x"}, "整个 .gdb"),
    ],
)
def test_a_zip_without_one_layer_says_what_is_in_it(files, told):
    import re

    with pytest.raises(BadInput) as refused:
        read(packed(files), "村庄.zip")
    assert re.search(told, refused.value.message)
