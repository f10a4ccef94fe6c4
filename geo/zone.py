"""Datums and Gauss-Kruger zones: which EPSG number stands for which zone of which datum.

Zones are numbered over all of China: 3-degree zones 25-45 (central meridian 3n), 6-degree zones 13-23
(central meridian 6n - 3). Source: the EPSG registry, as PROJ ships it; a test compares every number.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import BadInput

ZONES = {3: range(25, 46), 6: range(13, 24)}


class Datum(StrEnum):
    """A geodetic datum; the value is its Chinese name."""

    CGCS2000 = "2000国家大地坐标系"
    WGS84 = "WGS 84"
    XIAN80 = "1980西安坐标系"
    BEIJING54 = "1954北京坐标系"

    @property
    def approximate(self) -> bool:
        """True when PROJ has only a ballpark operation to CGCS2000, wrong by tens of metres.

        The accurate parameters of a county are not public, so such a geometry is recognised and
        marked, and never computes an answer as if it were exact (domain reference B.1).
        """
        return self in (Datum.XIAN80, Datum.BEIJING54)

    @classmethod
    def recognise(cls, name: str) -> "Datum | None":
        """The datum that the free text of a file header (坐标系=…) names, None when none or several."""
        marks = {
            cls.CGCS2000: (
                "CGCS2000",
                "CGCS_2000",
                "2000国家",
                "国家2000",
                "大地2000",
                "2000大地",
                "2000坐标系",
                "坐标系2000",
            ),
            cls.WGS84: ("WGS84", "WGS-84", "WGS1984", "WGS_1984"),
            cls.XIAN80: ("1980", "西安80", "80西安", "XIAN80", "XIAN_80"),
            cls.BEIJING54: ("1954", "北京54", "54北京", "BEIJING54", "BEIJING_54"),
        }
        text = "".join(name.upper().split())
        found = [datum for datum, words in marks.items() if any(word in text for word in words)]
        return found[0] if len(found) == 1 else None


# (datum, degrees of a zone, zone in front of the easting?) -> number of the first zone of ZONES.
FIRST_SRID = {
    (Datum.CGCS2000, 3, True): 4513,
    (Datum.CGCS2000, 3, False): 4534,
    (Datum.CGCS2000, 6, True): 4491,
    (Datum.CGCS2000, 6, False): 4502,
    (Datum.XIAN80, 3, True): 2349,
    (Datum.XIAN80, 3, False): 2370,
    (Datum.XIAN80, 6, True): 2327,
    (Datum.XIAN80, 6, False): 2338,
    (Datum.BEIJING54, 3, True): 2401,
    (Datum.BEIJING54, 3, False): 2422,
    (Datum.BEIJING54, 6, True): 21413,
    (Datum.BEIJING54, 6, False): 21453,
}


@dataclass(frozen=True, slots=True)
class GaussKruger:
    """One Gauss-Kruger zone. `prefixed`: the zone number stands in front of the easting (39 500 000)."""

    datum: Datum
    degrees: int
    zone: int
    prefixed: bool

    @property
    def srid(self) -> int:
        first = FIRST_SRID[self.datum, self.degrees, self.prefixed]
        return first + self.zone - ZONES[self.degrees].start

    @property
    def central_meridian(self) -> int:
        """Degrees east."""
        return 3 * self.zone if self.degrees == 3 else 6 * self.zone - 3


GAUSS_KRUGER: dict[int, GaussKruger] = {
    kruger.srid: kruger
    for datum, degrees, prefixed in FIRST_SRID
    for kruger in (GaussKruger(datum, degrees, zone, prefixed) for zone in ZONES[degrees])
}


def zone_3deg_of(lng: float) -> GaussKruger:
    """The CGCS2000 3-degree zone, with prefix, whose middle is nearest to `lng`.

    Raises BadInput when no zone of China covers it.
    """
    zone = math.floor(lng / 3.0 + 0.5) if math.isfinite(lng) else 0
    if zone not in ZONES[3]:
        raise BadInput("lng", "经度不在中国的三度分带范围内")
    return GaussKruger(Datum.CGCS2000, 3, zone, prefixed=True)
