"""勘测定界 coordinates as the counties exchange them (坐标 TXT): X is the northing, Y the easting with its zone."""

import datetime as dt
from decimal import Decimal

from shapely.geometry import Polygon

from geo.zone import GAUSS_KRUGER

HEADER = """[属性描述]
格式版本号=1.01版本
数据产生单位={office}(示例)
数据产生日期={day.year}-{day.month}-{day.day}
坐标系={datum}
几度分带={degrees}
投影类型=高斯克吕格
计量单位=米
带号={zone}
精度=0.001
转换参数=0,0,0,0,0,0,0
[地块坐标]
"""


def survey_text(
    polygon: Polygon, srid: int, area_ha: Decimal, number: str, name: str, use: str, office: str, day: dt.date
) -> str:
    """``polygon``: metres (easting, northing) of ``srid``. The count is of rows, the closing ones included."""
    zone = GAUSS_KRUGER[srid]
    lines, point = [], 1
    for ring_number, ring in enumerate([polygon.exterior, *polygon.interiors], start=1):
        first = point
        corners = list(ring.coords)[:-1]
        for easting, northing in corners:
            lines.append(f"J{point},{ring_number},{northing:.3f},{easting:.3f}")
            point += 1
        easting, northing = corners[0]
        lines.append(f"J{first},{ring_number},{northing:.3f},{easting:.3f}")
    header = HEADER.format(office=office, day=day, datum=zone.datum, degrees=zone.degrees, zone=zone.zone)
    return f"{header}{len(lines)},{area_ha},{number},{name},面,,{use},,@\n" + "\n".join(lines) + "\n"
