"""Plots as a 勘测定界 coordinate TXT, such that reading it gives the same names and the same land."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shapely.coords import CoordinateSequence
from shapely.geometry import MultiPolygon, Polygon

from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER
from importers.formats.coordinate_txt.heads import read_head
from importers.formats.coordinate_txt.problems import clipped

# A micrometre: what was read in degrees comes back within 1e-9 of them (0.1 mm), whatever is rounded on the way.
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class WrittenPlot:
    """``flat`` in metres (easting, northing) of the survey's CRS; geo.crs.geometry_from_4490 makes it of a stored area."""

    number: str
    name: str
    use: str
    area_ha: Decimal
    flat: Polygon | MultiPolygon


def write_survey(
    plots: Sequence[WrittenPlot], srid: int, *, office: str, day: dt.date, decimals: int = DECIMALS
) -> str:
    """The text, with \\n at the ends of lines; a file for other programs is this in GB18030.

    ``srid``: a Gauss-Kruger zone; ``office``: 数据产生单位. Counts are of rows, closing ones included. Raises BadInput
    when a number or name would not come back as it is: one with a line break, blanks at its ends, a comma too many.
    """
    zone = GAUSS_KRUGER.get(srid)
    if zone is None:
        raise BadInput("srid", f"EPSG:{srid} 不是高斯-克吕格分带，写不成勘测定界坐标")
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        f"数据产生单位={office}",
        f"数据产生日期={day.year}-{day.month}-{day.day}",
        f"坐标系={zone.datum}",
        f"几度分带={zone.degrees}",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone.zone}",
        f"精度={Decimal(1).scaleb(-decimals):f}",
        "转换参数=0,0,0,0,0,0,0",
        "[地块坐标]",
    ]
    for plot in plots:
        rows = list(_rows(plot.flat, decimals))
        lines += [_head(plot, len(rows)), *rows]
    return "\n".join(lines) + "\n"


def _head(plot: WrittenPlot, rows: int) -> str:
    line = f"{rows},{plot.area_ha},{plot.number},{plot.name},面,,{plot.use},,@"
    head, problems = read_head(1, line)
    if problems or (head.number, head.name, head.use) != (plot.number, plot.name, plot.use):
        shown = clipped(f"{plot.number} {plot.name} {plot.use}")
        raise BadInput(
            "name", f"地块“{shown}”的编号、名称或用途含有逗号、换行或首尾空格，写进坐标文件就读不回来"
        )
    return line


def _rows(flat: Polygon | MultiPolygon, decimals: int) -> Iterator[str]:
    point = 1
    for number, ring in enumerate(_rings(flat), start=1):
        first, corners = point, list(ring)[:-1]
        for name, (easting, northing) in enumerate(corners, start=first):
            yield f"J{name},{number},{northing:.{decimals}f},{easting:.{decimals}f}"
        easting, northing = corners[0]
        yield f"J{first},{number},{northing:.{decimals}f},{easting:.{decimals}f}"
        point += len(corners)


def _rings(flat: Polygon | MultiPolygon) -> Iterator[CoordinateSequence]:
    for part in flat.geoms if isinstance(flat, MultiPolygon) else [flat]:
        yield part.exterior.coords
        yield from (hole.coords for hole in part.interiors)
