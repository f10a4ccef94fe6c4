"""Sound files of every format, and ways to spoil them. The same seed spoils in the same places."""

import io
import json
import random
import struct
import zipfile

from tests.importers import geofiles
from tests.importers.sheets import packed as packed_sheet
from tests.importers.sheets import workbook

NUMBERS = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]


def sound_files(port):
    """Name and content; some of them point to the listener as it is."""
    address = f"http://127.0.0.1:{port}/x"
    link = f"<NetworkLink><Link><href>{address}.kml</href></Link></NetworkLink>"
    features = [geofiles.feature(名称=f"村{n}", n=n, x=n / 7) for n in range(5)]
    table = "名称,经度,纬度,WKT\n张三庄村,118.1,37.2,POINT (118 37)\n李四村,118.2,37.3,\n"
    sheet = workbook(["名称", "经度", "纬度"], ["张三庄村", 118.1, 37.2])
    virtual = f"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/vsicurl/{address}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    return [
        ("村庄.zip", geofiles.zipped_shapefile()),
        ("村庄2.zip", geofiles.zipped_shapefile(names_in="gb18030", crs="EPSG:4527")),
        (
            "数据.zip",
            geofiles.packed({f"a.gdb/{name}": part for name, part in geofiles.geodatabase().items()}),
        ),
        ("a.gpkg", geofiles.geopackage()),
        ("a.geojson", geofiles.geojson(*features)),
        ("b.geojson", geofiles.made("GeoJSON", ".geojson")),
        ("a.kml", geofiles.kml(geofiles.PLACEMARK + link)),
        ("a.kmz", geofiles.packed({"doc.kml": geofiles.kml(geofiles.PLACEMARK)})),
        ("a.csv", table.encode("gb18030")),
        ("b.csv", table.encode("utf-16")),
        ("a.dxf", geofiles.dxf()),
        ("a.xlsx", packed_sheet(sheet)),
        ("c.geojson", virtual.encode()),
    ]


def tokens(port):
    address = f"http://127.0.0.1:{port}/y"
    return [
        b"\0",
        b"../",
        b"NaN",
        b"1e999",
        b"-0",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM '" + address.encode() + b"'>]>",
        b"/vsicurl/" + address.encode(),
        address.encode(),
        b"\xff\xfe",
        b"\\u0000",
        b"\\ud800",
        b'"',
        b"<Folder>" * 50,
        b"[" * 500,
        b"PK\x03\x04",
        b"[]{}",
        "村".encode("gbk")[:1],
    ]


def spoiled(chance, name, content, others, words):
    """One mutation after another; a zip is at times taken apart, spoiled inside and packed again."""
    if content.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.orig_filename: archive.read(part) for part in archive.infolist()}
        inner = chance.choice(sorted(parts))
        parts[inner] = several(chance, parts[inner], others, words)
        if chance.random() < 0.1:
            parts.pop(chance.choice(sorted(parts)))
        return name, geofiles.packed(parts)
    return name, several(chance, content, others, words)


def several(chance, content, others, words):
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        content = once(chance, bytearray(content), others, words)
    return bytes(content)


def once(chance, content, others, words):
    at = chance.randrange(len(content) + 1)
    length = min(chance.choice((1, 2, 4, 16, 256)), len(content) - at)
    kind = chance.randrange(8)
    if kind == 0 and len(content) > at:
        content[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        content[at : at + length] = chance.randbytes(length)
    elif kind == 2:
        number = chance.choice(NUMBERS)
        packed = struct.pack(chance.choice(("<I", ">I")), number)
        content[at : at + 4] = packed
    elif kind == 3:
        content[at:at] = chance.choice(words)
    elif kind == 4:
        del content[at : at + length]
    elif kind == 5:
        del content[at:]
    elif kind == 6:
        begin = chance.randrange(len(content) + 1)
        content[at:at] = content[begin : begin + chance.choice((8, 64, 1024))]
    else:
        other = chance.choice(others)
        begin = chance.randrange(len(other) + 1)
        content[at:] = other[begin:]
    return content


def files(seed, count, port):
    """``count`` spoiled files, (name, content) each; every 50th is sound, so that a dead door is noticed."""
    chance = random.Random(json.dumps(["cuntu", seed]))
    sound, words = sound_files(port), tokens(port)
    others = [content for _, content in sound]
    for number in range(count):
        name, content = sound[number % len(sound)]
        yield (name, content) if number % 50 == 25 else spoiled(chance, name, content, others, words)
