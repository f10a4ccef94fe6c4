"""A plot of a coordinate TXT as the survey of a parcel: its exact area, and the lines that it was read from."""

from decimal import Decimal

import shapely
from django.contrib.gis.geos import GEOSGeometry

from geo.area import hectares
from geo.crs import CGCS2000
from importers.formats.coordinate_txt.survey import Plot, Survey
from layers.changes.values import Json
from layers.land.models import Parcel


def surveyed(found: Survey, plot: Plot, text: str) -> Json:
    """As a snapshot tells it; ``text`` is kept beside the area as the original."""
    assert plot.area is not None
    exact = GEOSGeometry(memoryview(shapely.to_wkb(plot.area)), srid=CGCS2000)
    quality = Parcel.Quality.APPROXIMATE if found.is_approximate else Parcel.Quality.EXACT
    return {"area": exact, "source_srid": found.srid, "source_coordinates": text, "quality": quality.value}


def area_ha(plot: Plot) -> Decimal:
    """As declared where the corners bear it out; some tools write square metres there."""
    assert plot.area_m2 is not None
    computed = hectares(plot.area_m2)
    declared = plot.declared_ha
    is_borne_out = declared is not None and computed and abs(declared / computed - 1) < Decimal("0.01")
    return declared if is_borne_out and declared is not None else computed


def number_of(plot: Plot, others: int) -> str:
    """Its 编号, else its name, else the next number of the case."""
    return (plot.number or plot.name or f"DK-{others + 1:02d}")[:40]


def lines_of(found: Survey, at: int, text: str) -> str:
    """The head of the file with the lines of one plot: what is kept of it can be read again by itself."""
    starts = [plot.line for plot in found.plots]
    if len(starts) < 2 or None in starts:
        return text
    lines = text.split("\n")
    first = starts[at]
    assert first is not None and starts[0] is not None
    end = starts[at + 1] if at + 1 < len(starts) else None
    return "\n".join([*lines[: starts[0] - 1], *lines[first - 1 : (end or len(lines) + 1) - 1]]).rstrip("\n")
