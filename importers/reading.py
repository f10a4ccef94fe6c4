"""How one file of one format is to be read: which parser, with which driver, on which private copies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from importers.declared_crs import NONE, DeclaredCrs
from importers.parsers import arrow, cells, dbf, decoding, geometry, geopackage, json_check, xml_check
from importers.table import TableLayer
from layers.documents.sandbox import Content, Limits

PARSERS = Path(__file__).parent / "parsers"
MODULES = (arrow, cells, dbf, decoding, geometry, geopackage, json_check, xml_check)
BATCH_ROWS = 10_000

# A file of any size passes through in pieces; what one piece may hold, and the time for all of it, is limited.
STREAMED = Limits(memory_bytes=1 << 30, cpu_s=900, wall_s=1800, output_bytes=64 << 30, frame_bytes=64 << 20)
# These formats GDAL reads as a whole before it gives the first row.
WHOLE = Limits(memory_bytes=1 << 30, cpu_s=60, wall_s=90, output_bytes=1 << 30, frame_bytes=64 << 20)

REASONS = {
    "driver": "读取程序不可用，请联系管理员",
    "layer": "文件里没有所选的图层",
    "no_layers": "文件里没有图层",
    "fields": "字段过多",
    "field_name": "字段名的编码无法辨认，请选择编码",
    "encoding": "编码不一致，请在“编码”中选择后再试",
    "nul": "文字里含有空字符（NUL），请删去后再传",
    "not_finite": "坐标或数值里有 NaN 或 Infinity，不是数字",
    "surrogate": "文字里有半个字符（不成对的 \\ud8xx），请改正后再传",
    "not_unicode": "GeoJSON 应为 UTF-8 编码，请另存为 UTF-8 后再传",
    "not_geopackage": "不是完整的 GeoPackage",
    "wal": "GeoPackage 还在被别的程序使用，请在 QGIS 中移除该图层后再复制文件",
    "view": "GeoPackage 里有视图，不予读取，请把图层另存为新的 GeoPackage",
    "trigger": "GeoPackage 里有标准之外的触发器，不予读取，请把图层另存为新的 GeoPackage",
    "virtual": "GeoPackage 里有标准之外的虚拟表，不予读取，请把图层另存为新的 GeoPackage",
    "objects": "GeoPackage 里的表过多",
    "doctype": "XML 里有 <!DOCTYPE 或 <!ENTITY 声明，不予读取",
    "folders": "文件夹嵌套过深或过多",
    "xml_encoding": "XML 应为 UTF-8 编码，请另存为 UTF-8 后再传",
    "no_header": "第一行应为列名",
    "unnamed_column": "第一行有空的列名",
    "no_such_column": "没有所选的列",
    "columns": "列数过多",
    "cell": "引号没有成对，或一格的内容过长",
}


@dataclass
class Reading:
    """``source`` holds copies by names of ours. ``layer`` and ``layers`` are told where the file does not tell them.

    ``declared`` is what the file says about its encoding, as it says it. ``counted``: the number of rows that the
    parser tells beforehand is the number that must come.
    """

    format: str
    driver: str
    script: Path
    source: Content | Mapping[str, Content]
    file_name: str
    arguments: dict[str, Any]
    limits: Limits = STREAMED
    modules: tuple[ModuleType, ...] = MODULES
    layer: str | None = None
    layers: list[TableLayer] | None = None
    declared: str | None = None
    crs: DeclaredCrs | None = None
    crs_source: str = ""
    notes: list[str] = field(default_factory=list)
    counted: bool = False

    def crs_of(self, text: str) -> DeclaredCrs:
        from importers.declared_crs import declared_crs

        if self.crs is not None:
            return self.crs
        return declared_crs(text, self.crs_source) if self.crs_source else NONE


def vector(driver: str, path: str = "", **more: Any) -> dict[str, Any]:
    """The arguments of parsers/vector.py; ``skip`` is added when it runs."""
    return {
        "driver": driver,
        "path": path,
        "layer": None,
        "batch_rows": BATCH_ROWS,
        "tunnel": False,
        "declared": None,
        "chosen": None,
        "open_options": {},
        "record_numbers": False,
        "close": False,
        **more,
    }
