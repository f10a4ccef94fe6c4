"""A piece of land typed or drawn as degrees, a corner a row: ``经度, 纬度``, before them a 点号 if there is one."""

import re
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.polygon import orient

from geo.errors import BadInput
from geo.number import PLAIN_DECIMAL
from layers.area import city_box

PARTED = re.compile(r"[,，;；\s]+")
# Survey coordinates are metres: five digits and more before the point.
METRES = re.compile(r"(?<![\d.])\d{5,}")
FEWEST_CORNERS = 3
MOST_SHOWN = 40


def is_lng_lat(text: str) -> bool:
    """True of text whose numbers can be degrees; a survey's are metres."""
    return not METRES.search(text) and "@" not in text


def read_ring(text: str, most: int, parameter: str = "corners") -> Polygon:
    """The area (EPSG:4490, lng before lat) of a ring of at most ``most`` corners; a closing row that repeats the
    first is no corner. Raises BadInput(parameter) that names the row: not two numbers, latitude first, outside of
    the city, too many, too few, or two edges that cross."""
    rows: list[tuple[int, tuple[float, float]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if len(rows) > most:
            raise BadInput(parameter, f"从第 {number} 行起超过 {most} 个点，一次最多 {most} 个")
        corner = _corner(number, line.strip(), parameter)
        if not rows or rows[-1][1] != corner:
            rows.append((number, corner))
    if len(rows) > 1 and rows[0][1] == rows[-1][1]:
        rows.pop()
    if len(rows) < FEWEST_CORNERS:
        raise BadInput(parameter, f"只有 {len(rows)} 个不同的点，至少要 {FEWEST_CORNERS} 个才围成一块地")
    if len(rows) > most:
        raise BadInput(parameter, f"有 {len(rows)} 个点，一次最多 {most} 个")
    area = Polygon([corner for _, corner in rows])
    if not area.is_valid:
        raise BadInput(parameter, _crossing(rows))
    return orient(area)


def _corner(number: int, line: str, parameter: str) -> tuple[float, float]:
    cells = [cell for cell in PARTED.split(line) if cell]
    if len(cells) not in (2, 3) or not all(PLAIN_DECIMAL.fullmatch(cell) for cell in cells[-2:]):
        shown = line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"
        raise BadInput(parameter, f"第 {number} 行应是“经度, 纬度”两个数，现在是“{shown}”")
    lng, lat = float(cells[-2]), float(cells[-1])
    box = city_box()
    if box.contains(lng, lat):
        return lng, lat
    if box.contains(lat, lng):
        raise BadInput(
            parameter, f"第 {number} 行的经度和纬度疑似写反了：{lng:g}, {lat:g}。经度（大的数）写在前面"
        )
    raise BadInput(parameter, f"第 {number} 行不在本市范围内：{lng:g}, {lat:g}")


def _crossing(rows: list[tuple[int, tuple[float, float]]]) -> str:
    """Which two edges; each is named by the row of its first corner."""
    corners = [corner for _, corner in rows]
    edges = shapely.linestrings([[one, other] for one, other in pairwise([*corners, corners[0]])])
    tree = shapely.STRtree(edges)
    ones, others = tree.query(edges, predicate="intersects")
    apart = np.abs(ones - others)
    crossing = (ones < others) & (apart > 1) & (apart < len(edges) - 1)
    if not crossing.any():
        return "几条边叠在一起，围不成一块地，请核对各点"
    one, other = ones[crossing][0], others[crossing][0]
    return f"第 {rows[one][0]} 行起的边和第 {rows[other][0]} 行起的边交叉了，请按顺序一个点一个点地写"
