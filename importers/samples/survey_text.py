"""勘测定界 coordinates of an invented parcel, as the counties exchange them (坐标 TXT)."""

import datetime as dt
from decimal import Decimal

from shapely.geometry import Polygon

from importers.formats.coordinate_txt.writing import WrittenPlot, write_survey

# Millimetres, as surveys have them.
DECIMALS = 3


def survey_text(
    polygon: Polygon, srid: int, area_ha: Decimal, number: str, name: str, use: str, office: str, day: dt.date
) -> str:
    """``polygon``: metres (easting, northing) of ``srid``."""
    plot = WrittenPlot(number, name, use, area_ha, polygon)
    return write_survey([plot], srid, office=f"{office}(示例)", day=day, decimals=DECIMALS)
