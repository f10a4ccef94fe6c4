"""勘测定界 of a parcel: pasted corners become its exact area; which CRS they are in is read from them or chosen. A ring
that was drawn on the map becomes an area that is 仅示意.

An empty field keeps the survey that is there: its corners may be thousands and do not travel with each form.
"""

from functools import cache
from typing import Any

import orjson
from django import forms
from django.conf import settings

from geo.area import hectares
from geo.errors import BadInput
from geo.zone import GAUSS_KRUGER, Datum, GaussKruger, zone_3deg_of
from importers.formats.coordinate_txt.problems import Problem
from importers.formats.coordinate_txt.reading import read_pasted
from importers.parcels.drawn import SOURCE, drawn, is_drawn
from importers.parcels.survey import surveyed
from layers.area import city_box
from layers.changes.values import Json
from layers.land.models import Parcel
from layers.land.survey_areas import area_m2, exact_area
from portal.desk.forms.fields import Several, ValueField

MOST_TOLD = 5


class SurveyField(ValueField):
    """The survey as its snapshot has it."""

    kind = "survey"
    template = "desk/forms/survey.html"

    @property
    def zones(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return zones()

    def input(self) -> forms.Widget:
        return Several(("text", "crs", "remove", "drawn"))

    def shown(self, json: Json) -> dict[str, str]:
        return {"text": "", "crs": "", "remove": "", "drawn": "", "about": about(json)}

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data | {"about": about(self.base)}

    def parsed(self, typed: dict[str, Any]) -> Json:
        if typed["remove"]:
            return None
        text = typed["text"].replace("\r\n", "\n")
        if not text.strip():
            return drawn(ring(typed["drawn"])) if typed["drawn"] else self.base
        if (
            self.base
            and text == self.base["source_coordinates"]
            and typed["crs"] in ("", str(self.base["source_srid"]))
        ):
            return self.base
        found = read_pasted(text, crs=chosen(typed["crs"]), box=city_box())
        if found.is_refused or not found.plots:
            raise self.refused(in_words(found.problems))
        if len(found.plots) > 1:
            raise self.refused(f"这段坐标里有 {len(found.plots)} 个地块，请用上面的“读取坐标”一次加入")
        return surveyed(found, found.plots[0], text)


def ring(typed: str) -> list[tuple[float, float]]:
    """The corners that the script of the map sends: [[lng, lat], …]. Raises BadInput for anything else."""
    try:
        found = orjson.loads(typed)
        return [(float(lng), float(lat)) for lng, lat in found]
    except (ValueError, TypeError):
        raise BadInput("survey", "图上的范围没有读懂，请重新绘制") from None


def in_words(problems: tuple[Problem, ...]) -> str:
    """The first ones, each with its line and what to do."""
    told = [
        f"{f'第 {one.line} 行：' if one.line else ''}{one.message}{f'（{one.suggestion}）' if one.suggestion else ''}"
        for one in problems[:MOST_TOLD]
    ]
    more = f"；此外还有 {len(problems) - MOST_TOLD} 处" if len(problems) > MOST_TOLD else ""
    return "；".join(told) + more if told else "没有读到地块的界址点"


def chosen(typed: str) -> int | None:
    """The EPSG number; None lets the numbers speak. Raises BadInput for one that is not offered."""
    if not typed:
        return None
    if not any(typed == key for _, options in zones() for key, _ in options):
        raise BadInput("crs", "坐标系不在可选的范围内")
    return int(typed)


@cache
def _zones(west: float, east: float) -> list[tuple[str, list[tuple[str, str]]]]:
    here = range(zone_3deg_of(west).zone, zone_3deg_of(east).zone + 1)
    found = []
    for datum in (Datum.CGCS2000, Datum.XIAN80, Datum.BEIJING54):
        krugers = [
            GaussKruger(datum, 3, zone, prefixed=prefixed) for zone in here for prefixed in (True, False)
        ]
        options = [
            (
                str(one.srid),
                f"3 度 {one.zone} 带，横坐标{f' 8 位（以 {one.zone} 开头）' if one.prefixed else ' 6 位（不带带号）'}",
            )
            for one in krugers
            if one.srid in GAUSS_KRUGER
        ]
        found.append((f"{datum}（仅示意）" if datum.approximate else str(datum), options))
    return found


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The 3-degree zones of the city: (datum, [(EPSG number, words)])."""
    west, _, east, _ = settings.CITY["area"]
    return _zones(west, east)


def about(json: Json) -> str:
    """What the draft has: corners, zone and area; "" without a survey."""
    if not json:
        return ""
    area = exact_area(json)
    points = sum(len(ring.coords) - 1 for part in area.geoms for ring in (part.exterior, *part.interiors))
    if is_drawn(json):
        return f"{SOURCE}，{points} 个点，图上面积 {hectares(area_m2(json)):f} 公顷"
    rough = "，仅示意" if json["quality"] == Parcel.Quality.APPROXIMATE else ""
    return f"{points} 个界址点，EPSG:{json['source_srid']}{rough}，坐标面积 {hectares(area_m2(json)):f} 公顷"
