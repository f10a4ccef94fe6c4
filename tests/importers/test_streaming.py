"""Files of any size pass in pieces: memory stays where it is, and whoever stops reading ends the child."""

import resource
import struct
import time
from pathlib import Path

import pytest

from geo.errors import BadInput
from importers.handed import HandedFile
from importers.open import open_table
from layers.documents import sandbox
from layers.documents.sandbox import Limits
from tests.importers.watch import Watch

MOST_BYTES = 512 << 20
FILES = ("csv", "geojson", "gpkg", "shp")


@pytest.fixture
def script(tmp_path):
    def write(body: str) -> Path:
        path = tmp_path / "parser.py"
        lines = "\n    ".join(body.strip().splitlines())
        path.write_text(f"def main(source, arguments, emit):\n    {lines}\n", encoding="utf-8")
        return path

    return write


def test_frames_come_while_the_parser_still_runs(script):
    slow = script("import time\nemit('a', b'1')\ntime.sleep(20)")
    stream = sandbox.stream(slow, b"", name="x")
    before = time.monotonic()
    assert next(stream) == ("a", b"1")
    stream.close()
    assert time.monotonic() - before < 15


def test_a_parser_waits_while_nobody_reads(script):
    floods = script("for n in range(1000): emit(str(n), bytes(1 << 20))")
    stream = sandbox.stream(floods, b"", name="x", limits=Limits(output_bytes=2 << 30, wall_s=30))
    next(stream)
    time.sleep(0.5)
    assert sum(len(data) for _, data in stream) == 999 << 20


def test_the_time_that_the_reader_takes_is_not_the_parsers(script):
    two = script("emit('a', b'1')\nemit('b', b'2')")
    stream = sandbox.stream(two, b"", name="x", limits=Limits(wall_s=2))
    next(stream)
    time.sleep(2.5)
    assert next(stream) == ("b", b"2") and list(stream) == []


def test_what_fails_in_the_middle_is_told_after_what_came_before(script):
    breaks = script("emit('a', b'1')\nraise SystemExit('encoding')")
    stream = sandbox.stream(breaks, b"", name="村.csv", reasons={"encoding": "编码不一致"})
    assert next(stream) == ("a", b"1")
    with pytest.raises(BadInput, match=r"村\.csv:编码不一致"):
        next(stream)


def test_one_frame_and_all_frames_are_limited_apart(script):
    big = script("emit('a', bytes(2 << 20))")
    with pytest.raises(BadInput, match="处理结果过大"):
        list(sandbox.stream(big, b"", name="x", limits=Limits(frame_bytes=1 << 20)))
    assert len(list(sandbox.stream(big, b"", name="x", limits=Limits(frame_bytes=4 << 20)))) == 1


@pytest.mark.parametrize("name", ["../x", "/x", "a/../b", "x y", "村", "a//b", ""])
def test_the_names_in_the_folder_of_the_child_are_ours(script, name):
    with pytest.raises(ValueError, match="not a name of ours"):
        sandbox.run(script("pass"), {name: b"x"}, name="x")


def test_several_files_become_a_folder_of_copies(script, tmp_path):
    (tmp_path / "b").write_bytes(b"2")
    lists = script(
        "import os\nfor f, _, n in os.walk(source):\n    for x in n: emit(x, open(f + '/' + x, 'rb').read())"
    )
    given = {"layer.gdb/a": b"1", "b.shp": tmp_path / "b"}
    assert sandbox.run(lists, given, name="x") == {"a": b"1", "b.shp": b"2"}


# The bound of memory, of the child and of this process.


def big_file(kind, folder, count):
    from tests.importers.geofiles import written

    if kind == "csv":
        path = folder / "layer.csv"
        lines = (
            f"张三庄村{n},{117 + n % 1000 / 1000},{37 + n % 777 / 1000},备注备注\n" for n in range(count)
        )
        path.write_text("名称,经度,纬度,备注\n" + "".join(lines), encoding="gb18030")
        return [path]
    driver, options = {
        "geojson": ("GeoJSON", {}),
        "gpkg": ("GPKG", {}),
        "shp": ("ESRI Shapefile", {"encoding": "GBK"}),
    }[kind]
    path = written(driver, f".{kind}", folder=folder, names=[f"张三庄村{n}" for n in range(count)], **options)
    return (
        [path] if kind != "shp" else [path.with_suffix(f".{part}") for part in ("shp", "shx", "dbf", "prj")]
    )


@pytest.mark.long
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_200_000_rows_takes_no_more_memory_than_a_small_one(kind, tmp_path):
    paths = big_file(kind, tmp_path, 200_000)
    handed = [HandedFile(path.name, path) for path in paths]
    watch = Watch()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    watch.start()
    with open_table(handed) as table:
        rows = sum(len(batch) for batch in table.batches())
    watch.over = True
    watch.join()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - before
    assert rows == 200_000
    assert watch.most + grown < MOST_BYTES, f"{watch.most >> 20} MB in the child, {grown >> 20} MB more here"


def test_shapes_of_many_points_come_in_small_batches():
    """100 areas of 20,000 points each: 32 MB, of which no batch holds more than 4 and one shape."""
    from tests.importers.geofiles import dbf, loose, shapefile

    ring = [(118 + n / 1e6, 37.0) for n in range(20_000)]
    ring = [*ring, (118.5, 37.5), ring[0]]
    content = struct.pack("<i4d2ii", 5, 118, 37, 118.5, 37.5, 1, len(ring), 0)
    content += b"".join(struct.pack("<2d", *point) for point in ring)
    record = len(content) // 2
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50 + 100 * (record + 4))
    head += struct.pack("<2i8d", 1000, 5, 118, 37, 118.5, 37.5, 0, 0, 0, 0)
    shp = head + b"".join(struct.pack(">2i", n + 1, record) + content for n in range(100))
    index = b"".join(struct.pack(">2i", 50 + n * (record + 4), record) for n in range(100))
    shx = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50 + 400) + head[28:] + index
    parts = {"shp": shp, "shx": shx, "dbf": dbf(*(b"a",) * 100, field="name"), "prj": shapefile()["prj"]}
    with open_table(loose(parts)) as table:
        sizes = [sum(len(wkb or "") for wkb in batch.wkb) for batch in table.batches()]
    assert len(sizes) > 5 and max(sizes) < 2 * (5 << 20)
