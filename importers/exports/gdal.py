"""GeoPackage and Shapefile by GDAL (pyogrio), chunk after chunk.

A DBF is written as it is read (importers.formats.shapefile): the text is made into bytes here and goes through GDAL one
character a byte, so that no recoding of GDAL's puts a question mark in place of a name.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from geo.crs import CGCS2000
from importers.exports.content import AREA, Chunk, Column, Content

CRS = f"EPSG:{CGCS2000}"
# What a column of text in a DBF holds (dBASE III), in bytes.
LONGEST_TEXT = 254
# Language driver of GBK in the header of a DBF; 0 says nothing, as there is none for GB18030.
GBK_DRIVER, NO_DRIVER = 0x4D, 0x00
LANGUAGE_DRIVER_AT = 29
CUTS_TOLD = 1_000
README = "说明.txt"


def write_geopackage(content: Content, target: Path) -> None:
    """One layer; UTF-8 and exact doubles, as the format has them."""
    kind = "Unknown" if len(content.families) > 1 else _declared(content.families[0])
    for at, chunk in enumerate(_or_empty(content)):
        fields = [
            _column(column, cells) for column, cells in zip(content.columns, chunk.columns, strict=True)
        ]
        pyogrio.raw.write(
            target,
            shapely.to_wkb(_multi(chunk.shapes), include_srid=False),
            [values for values, _ in fields],
            content.titles,
            field_mask=[mask for _, mask in fields],
            layer=content.title,
            driver="GPKG",
            geometry_type=kind,
            crs=CRS,
            append=at > 0,
            promote_to_multi=False,
            layer_metadata=None if at else dict(content.facts),
        )


def write_shapefile(content: Content, target: Path) -> None:
    """A zip of one shapefile a family of geometries, each with .prj and .cpg, and a text that says what is what.

    The .cpg says GBK, or GB18030 where a character asks for it. A text of more than 254 bytes is cut at a character, ends
    with …, and stands whole in the text.
    """
    with TemporaryDirectory(prefix="cuntu-export-", dir=target.parent) as folder:
        shapefile = _Shapefile(content, Path(folder))
        for chunk in _or_empty(content):
            shapefile.add(chunk)
        shapefile.finish()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


class _Shapefile:
    def __init__(self, content: Content, folder: Path) -> None:
        self.content, self.folder = content, folder
        self.written: dict[tuple[str, ...], Path] = {}
        self.is_gbk = all(_is_gbk(title) for title in content.titles)
        self.cut: list[str] = []

    def add(self, chunk: Chunk) -> None:
        main, *others = self.content.families
        kinds = shapely.get_type_id(chunk.shapes)
        for family in (main, *others):
            numbers = [int(getattr(shapely.GeometryType, name.upper())) for name in family]
            mine = np.isin(kinds, numbers) | ((kinds == -1) & (family is main))
            if mine.any() or (family is main and main not in self.written):
                self._write(family, chunk, np.flatnonzero(mine))

    def _write(self, family: tuple[str, ...], chunk: Chunk, rows: NDArray[np.intp]) -> None:
        path = self.written.get(family)
        is_new = path is None
        if path is None:
            mark = "" if len(self.content.families) == 1 else "_面" if family is AREA else "_点"
            path = self.written[family] = self.folder / f"{self.content.title}{mark}.shp"
        fields = []
        for column, cells in zip(self.content.columns, chunk.columns, strict=True):
            mine = [cells[row] for row in rows]
            if column.kind == "text":
                mine = [None if cell is None else self._tunnelled(column, cell, str(chunk.columns[0][row]))
                        for cell, row in zip(mine, rows, strict=True)]  # fmt: skip
            fields.append(_column(column, mine))
        pyogrio.raw.write(
            path,
            shapely.to_wkb(chunk.shapes[rows], include_srid=False),
            [values for values, _ in fields],
            [title.encode("gb18030").decode("latin-1") for title in self.content.titles],
            field_mask=[mask for _, mask in fields],
            driver="ESRI Shapefile",
            geometry_type=family[0],
            crs=CRS,
            encoding="ISO-8859-1",
            append=not is_new,
        )

    def _tunnelled(self, column: Column, text: str, key: str) -> str:
        self.is_gbk = self.is_gbk and _is_gbk(text)
        raw = text.encode("gb18030")
        if len(raw) > LONGEST_TEXT:
            if len(self.cut) < CUTS_TOLD:
                self.cut.append(f"{self.content.titles[0]} {key}，{column.title}：{text}")
            raw = _cut(text)
        return raw.decode("latin-1")

    def finish(self) -> None:
        encoding, driver = ("GBK", GBK_DRIVER) if self.is_gbk else ("GB18030", NO_DRIVER)
        for path in self.written.values():
            path.with_suffix(".cpg").write_text(encoding, "ascii")
            with path.with_suffix(".dbf").open("r+b") as table:
                table.seek(LANGUAGE_DRIVER_AT)
                table.write(bytes([driver]))
        lines = [*(f"{name}：{value}" for name, value in self.content.facts), f"编码：{encoding}"]
        if self.cut:
            more = f"（只列出前 {CUTS_TOLD} 处）" if len(self.cut) == CUTS_TOLD else ""
            lines += [
                "",
                f"以下内容超过 DBF 的 {LONGEST_TEXT} 字节，表里以“…”结尾，全文在此{more}：",
                *self.cut,
            ]
        (self.folder / README).write_text("\r\n".join(lines) + "\r\n", "utf-8-sig")


def _cut(text: str) -> bytes:
    mark = "…".encode("gb18030")
    kept = text
    while len(kept.encode("gb18030")) > LONGEST_TEXT - len(mark):
        kept = kept[:-1]
    return kept.encode("gb18030") + mark


def _is_gbk(text: str) -> bool:
    """Whether a program that knows GBK alone reads it as we do."""
    if text.isascii():
        return True
    try:
        return text.encode("gbk") == text.encode("gb18030")
    except UnicodeEncodeError:
        return False


def _declared(family: tuple[str, ...]) -> str:
    return "MultiPolygon" if family is AREA else "Point"


def _multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """A column of a GeoPackage that is declared MultiPolygon holds no Polygon."""
    single = shapely.get_type_id(shapes) == int(shapely.GeometryType.POLYGON)
    if single.any():
        shapes = shapes.copy()
        shapes[single] = [shapely.multipolygons([shape]) for shape in shapes[single]]
    return shapes


def _or_empty(content: Content) -> Iterable[Chunk]:
    """A table without rows is a table all the same."""
    is_empty = True
    for chunk in content.chunks():
        is_empty = False
        yield chunk
    if is_empty:
        yield Chunk([[] for _ in content.columns], np.empty(0, dtype=object))


def _column(column: Column, cells: list[Any]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """The values as GDAL takes them, and where there is none."""
    mask = np.array([cell is None for cell in cells], dtype=bool)
    match column.kind:
        case "integer":
            return np.array([0 if cell is None else cell for cell in cells], dtype=np.int64), mask
        case "real":
            return np.array(
                [np.nan if cell is None else float(cell) for cell in cells], dtype=np.float64
            ), mask
        case "date":
            return np.array([np.datetime64("NaT") if cell is None else cell for cell in cells],
                            dtype="datetime64[D]"), mask  # fmt: skip
        case _:
            return np.array(cells, dtype=object), None
