"""The CRS that a file declares, as one of the few that Chinese records come in. What it says is shown, never believed:
whether the coordinates agree with it is asked later (domain reference B.8: a .prj may say Xian80 over CGCS2000).
"""

from dataclasses import dataclass

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.crs import GEOGRAPHIC, WEB_MERCATOR
from geo.zone import GAUSS_KRUGER, Datum

MOST_CHARACTERS = 20_000
# The same degrees with a height behind them, which is left aside: what GDAL says of a GeoJSON with three numbers a point.
WITH_HEIGHT = {4979: 4326, 4480: 4490}


@dataclass(frozen=True)
class DeclaredCrs:
    """``srid`` is None when the file declares none, or none that is known here; the user must then state it."""

    srid: int | None
    name: str
    text: str
    why: str

    @property
    def must_be_stated(self) -> bool:
        return self.srid is None


NONE = DeclaredCrs(None, "", "", "文件没有说明坐标系，请选择")


def declared_crs(text: str, source: str) -> DeclaredCrs:
    """From WKT (ESRI or OGC) or "EPSG:n" as ``source`` (".prj", "GeoPackage") says it. Raises nothing."""
    text = text.strip().lstrip("\ufeff").strip()
    if not text:
        return NONE
    unknown = DeclaredCrs(None, "", text[:200], f"{source} 中的坐标系认不出，请选择")
    if len(text) > MOST_CHARACTERS:
        return unknown
    try:
        crs = _by_number(text) or CRS.from_wkt(text)
    except (CRSError, ValueError):
        return unknown
    srid = _known(crs)
    if srid is None:
        return DeclaredCrs(None, crs.name, text[:200], f"{source} 写的是“{crs.name}”，这里不认识，请选择")
    return DeclaredCrs(srid, crs.name, text[:200], f"{source} 写的是“{crs.name}”")


def _by_number(text: str) -> CRS | None:
    """Only a plain number reaches PROJ: its free-text input knows file names and addresses as well."""
    authority, _, code = text.partition(":")
    if authority.upper() == "OGC" and code == "CRS84":
        return CRS.from_epsg(4326)
    return CRS.from_epsg(int(code)) if authority.upper() == "EPSG" and code.isdecimal() else None


def _known(crs: CRS) -> int | None:
    known = {*GEOGRAPHIC, *GAUSS_KRUGER, WEB_MERCATOR}
    for confidence in (100, 70, 25):
        srid = crs.to_epsg(min_confidence=confidence)
        srid = WITH_HEIGHT.get(srid or 0, srid)
        if srid is not None:
            return srid if srid in known else None
    # QGIS and GDAL write the geographic CGCS2000 with a name of their own and no number.
    geographic = crs.is_geographic and Datum.recognise(crs.name)
    return next((srid for srid, datum in GEOGRAPHIC.items() if datum is geographic), None)
