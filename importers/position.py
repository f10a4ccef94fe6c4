"""Where a row lies: from two columns or from a geometry, through a CRS that somebody said or the numbers show.

Everything becomes degrees of EPSG:4490 here, once. GCJ-02 and BD-09 are candidates beside the CRSs of EPSG; which of
them it is only the ground can tell, so each is judged by how many rows fall into the village that they name.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.crs import CGCS2000, GEOGRAPHIC, WEB_MERCATOR, WGS84, all_to_4490, datum_of, is_approximate
from geo.datum_inverse import bd09_to_wgs84, gcj02_to_wgs84
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, Datum
from importers.cells import Wrong, shown
from importers.sheet import Cell
from layers.area import city_box

Pair = tuple[float, float]
SHIFTED: dict[str, tuple[str, Callable[[float, float], Pair]]] = {
    "gcj02": ("GCJ-02（高德、腾讯地图）", gcj02_to_wgs84),
    "bd09": ("BD-09（百度地图）", bd09_to_wgs84),
}
# Degrees as people copy them: 118°07′12.5″.
SEXAGESIMAL = re.compile(r"(\d{1,3})[°度](\d{1,2})[′'分](?:(\d{1,2}(?:\.\d+)?)[″\"秒]?)?[EN]?", re.ASCII)
DEGREES = ("4490", "gcj02", "bd09")


@dataclass(frozen=True)
class Crs:
    """``code`` is an EPSG number as text, or gcj02, bd09, which have none."""

    code: str

    @classmethod
    def parse(cls, text: str, parameter: str = "crs") -> "Crs":
        """4527, EPSG:4527, GCJ-02, 百度… Raises BadInput."""
        plain = re.sub(r"[\s_\-:：]|EPSG|坐标系", "", text.upper())
        if plain in ("GCJ02", "GCJ", "高德", "腾讯", "火星"):
            return cls("gcj02")
        if plain in ("BD09", "BD09LL", "百度"):
            return cls("bd09")
        if plain in ("WGS84", "GPS"):
            return cls(str(WGS84))
        if plain in ("CGCS2000", "2000", "国家2000"):
            return cls(str(CGCS2000))
        if not (plain.isascii() and plain.isdigit()):
            raise BadInput(parameter, f"不认识的坐标系“{text[:40]}”：写 EPSG 编号，或 GCJ-02、BD-09")
        datum_of(int(plain))
        return cls(plain)

    @property
    def title(self) -> str:
        if self.code in SHIFTED:
            return SHIFTED[self.code][0]
        srid = int(self.code)
        if srid == WEB_MERCATOR:
            return "网络墨卡托（EPSG:3857）"
        if srid in GEOGRAPHIC:
            return f"{GEOGRAPHIC[srid]} 经纬度（EPSG:{srid}）"
        zone = GAUSS_KRUGER[srid]
        prefix = "带号前缀" if zone.prefixed else "无带号前缀"
        return f"{zone.datum} {zone.degrees} 度带第 {zone.zone} 带 {prefix}（EPSG:{srid}）"

    @property
    def short(self) -> str:
        """For the source of a place."""
        return {"gcj02": "GCJ-02", "bd09": "BD-09"}.get(self.code, f"EPSG:{self.code}")

    @property
    def is_approximate(self) -> bool:
        return self.code not in SHIFTED and is_approximate(int(self.code))

    def to_4490(self, pairs: Sequence[Pair], *, accept_approximate: bool = False) -> list[Pair | None]:
        """(x, y) as the file has them → (lng, lat), None for what this CRS cannot hold.

        Raises BadInput for a datum without accurate parameters, unless the caller marks what it makes of it: a place
        that is fifty metres off leads people astray.
        """
        if self.code in SHIFTED:
            move = SHIFTED[self.code][1]
            return [move(x, y) if abs(x) <= 180 and abs(y) <= 90 else None for x, y in pairs]
        srid = int(self.code)
        if self.is_approximate and not accept_approximate:
            raise BadInput(
                "crs", f"{datum_of(srid)}没有精确的公开转换参数，请先由测绘部门转成 2000 国家大地坐标系"
            )
        if srid in (CGCS2000, WGS84):
            return [pair if abs(pair[0]) <= 180 and abs(pair[1]) <= 90 else None for pair in pairs]
        try:
            return list(all_to_4490(pairs, srid, accept_approximate=accept_approximate))
        except BadInput:
            return [_one(pair, srid, accept_approximate) for pair in pairs]

    def degrees(self, spots: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """(x, y) as the file has them, n by 2 → (lng, lat), all at once; None when one of them cannot be moved."""
        if self.code in (str(CGCS2000), str(WGS84)):
            return spots if (np.abs(spots) <= (180.0, 90.0)).all() else None
        moved = self.to_4490(list(map(tuple, spots.tolist())))
        return None if None in moved else np.array(moved, dtype=float).reshape(-1, 2)


def _one(pair: Pair, srid: int, accept_approximate: bool) -> Pair | None:
    try:
        return all_to_4490([pair], srid, accept_approximate=accept_approximate)[0]
    except BadInput:
        return None


def number(cell: Cell) -> float:
    """A coordinate as a number; degrees, minutes and seconds as degrees. Raises Wrong."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        value = float(cell)
    else:
        written = shown(cell).strip()
        parts = SEXAGESIMAL.fullmatch(written.replace(" ", ""))
        try:
            if parts:
                degrees, minutes, seconds = (float(part or 0) for part in parts.groups())
                value = degrees + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else math.nan
            else:
                if not written.isascii() or "_" in written:
                    raise ValueError
                value = float(written)
        except ValueError:
            raise Wrong("不是数字", "写小数的度，如 118.123456") from None
    if not math.isfinite(value):
        raise Wrong("不是坐标", "写小数的度，如 118.123456")
    return value


@dataclass(frozen=True)
class Candidate:
    """A way to read the coordinates: of ``asked`` rows that name a village with a known area ``hits`` lie in it; of
    all ``total`` looked at ``inside`` lie in the city."""

    crs: Crs
    swapped: bool
    inside: int
    total: int
    hits: int = 0
    asked: int = 0

    @property
    def rate(self) -> float:
        return self.hits / self.asked if self.asked else 0.0

    def as_json(self) -> dict[str, object]:
        return {
            "crs": self.crs.code, "title": self.crs.title, "swapped": self.swapped, "inside": self.inside,
            "total": self.total, "hits": self.hits, "asked": self.asked,
        }  # fmt: skip


def candidates(
    pairs: Sequence[Pair],
    hit: Callable[[Sequence[Pair | None]], tuple[int, int]],
    declared: Crs | None = None,
) -> list[Candidate]:
    """All ways to read these (x, y) that put most of them into the city, the best first.

    ``hit`` counts, of converted points, those in the village that their row names, and those that name one.
    """
    found = []
    for crs in _possible(pairs, declared):
        for swapped in (False, True):
            turned = [(y, x) for x, y in pairs] if swapped else list(pairs)
            moved = crs.to_4490(turned)
            inside = sum(pair is not None and in_city(pair) for pair in moved)
            if inside * 2 > len(pairs):
                hits, asked = hit(moved)
                found.append(Candidate(crs, swapped, inside, len(pairs), hits, asked))
    return sorted(found, key=lambda one: (one.swapped, -one.rate, -one.inside))


def _possible(pairs: Sequence[Pair], declared: Crs | None) -> Iterable[Crs]:
    if all(abs(side) <= 180 for pair in pairs for side in pair):
        codes = [*DEGREES]
    else:
        # Only the datum of today: from the numbers alone Xian 80 looks just the same.
        codes = [str(srid) for srid, zone in GAUSS_KRUGER.items() if zone.datum == Datum.CGCS2000]
        codes.append(str(WEB_MERCATOR))
    first = [declared.code] if declared and not declared.is_approximate else []
    same = {str(WGS84), str(CGCS2000)}
    rest = [code for code in codes if code not in first and not (same & {code} and same & {*first})]
    return [Crs(code) for code in (*first, *rest)]


def in_city(pair: Pair) -> bool:
    return city_box().contains(*pair)


def all_in_city(spots: NDArray[np.float64]) -> bool:
    """Whether all of them, (lng, lat) as an array of n by 2, are."""
    box = city_box()
    return not len(spots) or (
        box.contains(*spots.min(axis=0).tolist()) and box.contains(*spots.max(axis=0).tolist())
    )
