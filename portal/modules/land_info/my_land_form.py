"""What somebody says about a piece of land, drawn, typed, pasted or as a file, as a Land to ask about."""

from dataclasses import dataclass

import shapely
from django.http import HttpRequest

from geo.bbox import BBox
from geo.errors import BadInput
from importers.formats.coordinate_txt.reading import read_file, read_pasted
from importers.formats.coordinate_txt.survey import Survey
from importers.formats.lng_lat_list import is_lng_lat, read_ring
from layers.area import city_box
from layers.land.touching import MOST_CORNERS, Land
from portal.desk.forms.survey import chosen, in_words

MOST_BYTES = 200_000
LNG_LAT, SHIFTED = "4490", "shifted"


@dataclass(frozen=True)
class Asked:
    """``datum_note`` says in Chinese what the corners are worth."""

    land: Land
    datum_note: str


def asked(request: HttpRequest) -> Asked | None:
    """None when nothing came along. Raises BadInput that names the row or the field."""
    text = request.POST.get("corners", "").replace("\r\n", "\n")
    crs = request.POST.get("crs", "")
    file = request.FILES.get("file")
    if file is None and not text.strip():
        return None
    if file is not None:
        if (file.size or 0) > MOST_BYTES:
            raise BadInput("file", f"文件超过 {MOST_BYTES // 1000} KB；一块地的坐标用不了这么多")
        zone = None if crs in (LNG_LAT, SHIFTED) else chosen(crs)
        return _of_survey(read_file(file.read(), crs=zone, box=city_box()), "file")
    if len(text) > MOST_BYTES:
        raise BadInput("corners", f"文字超过 {MOST_BYTES} 个字符")
    if is_lng_lat(text):
        return _of_lng_lat(text, crs, is_drawn=request.POST.get("drawn") == "1")
    if crs in (LNG_LAT, SHIFTED):
        raise BadInput("crs", "这些数是以米为单位的界址点坐标，不是经纬度，坐标系请选测绘成果上写明的那一带")
    return _of_survey(read_pasted(text, crs=chosen(crs), box=city_box()), "corners")


def _of_lng_lat(text: str, crs: str, *, is_drawn: bool) -> Asked:
    if crs == SHIFTED:
        # Taking the shift back for the public is not ours to do (geo.datum_inverse); half a kilometre is no answer.
        raise BadInput(
            "crs",
            "高德、腾讯、百度地图的经纬度是加了偏移的，差五百米以上，不能拿来判断。请在本页地图上画，或者用测绘成果的坐标",
        )
    if crs != LNG_LAT:
        raise BadInput("crs", "请选这些经纬度是从哪里来的：不同来源的会差几百米")
    land = Land(read_ring(text, MOST_CORNERS), is_drawn=is_drawn)
    if is_drawn:
        return Asked(land, "您是在地图上手画的，点得再准也有几米到十几米的出入，面积和比例都是大约的数。")
    return Asked(land, "按 2000 国家大地坐标系的经纬度计算；手机量的点会有几米到十几米的误差。")


def _of_survey(found: Survey, parameter: str) -> Asked:
    if found.is_refused or not found.plots:
        raise BadInput(parameter, in_words(found.problems))
    areas = [plot.area for plot in found.plots if plot.area is not None]
    corners = int(shapely.get_num_coordinates(areas).sum())
    if corners > MOST_CORNERS:
        raise BadInput(parameter, f"坐标有 {corners} 个点，一次最多 {MOST_CORNERS} 个；请只留自家那一块")
    land = Land(shapely.union_all(areas), is_approximate=found.is_approximate)
    if not city_box().intersects(BBox(*land.area.bounds)):
        raise BadInput(parameter, f"这些坐标不在本市范围内。{found.crs_reason}")
    if found.is_approximate:
        return Asked(
            land,
            f"{found.crs_reason}。原坐标系没有精确的转换参数，位置可能差几十米到上百米，所以只能说附近有哪些征地，说不准在里面还是外面。",
        )
    return Asked(land, f"{found.crs_reason}。按勘测坐标精确计算。")
