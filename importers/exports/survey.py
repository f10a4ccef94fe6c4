"""界址坐标 of a case for staff: the exact areas, as 勘测定界 TXT, Shapefile or GeoPackage. Who may, the caller has asked."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely

from geo.crs import geometry_from_4490
from geo.errors import BadInput
from importers.exports.content import AREA, Chunk, Column, Content
from importers.exports.gdal import write_geopackage, write_shapefile
from importers.formats.coordinate_txt.writing import WrittenPlot, write_survey
from layers.land.models import Case, ParcelSurvey

COLUMNS = {
    "编号": ("parcel__public_id", "text"),
    "地块编号": ("parcel__parcel_no", "text"),
    "地块名称": ("parcel__name", "text"),
    "拟用途": ("parcel__land_use", "text"),
    "面积公顷": ("parcel__area_ha", "real"),
    "原坐标系": ("source_srid", "integer"),
    "质量": ("quality", "text"),
}
TXT = "txt"
WRITERS = {"shp.zip": write_shapefile, "gpkg": write_geopackage}
FORMATS = {TXT: "坐标 TXT", "shp.zip": "Shapefile", "gpkg": "GeoPackage"}


def surveys_of(case: Case) -> list[ParcelSurvey]:
    """Of the public parcels of a public case, by number; what was withdrawn or is a draft has none."""
    if case.withdrawn_at is not None:
        return []
    found = ParcelSurvey.objects.filter(parcel__in=case.parcels.all().published())
    return list(found.select_related("parcel").order_by("parcel__parcel_no"))


def survey_file(case: Case, format: str, day: dt.date) -> tuple[bytes, list[ParcelSurvey]]:
    """The file, and whose surveys are in it. Raises BadInput in words: no survey, several CRS in a TXT, no such format."""
    if format not in FORMATS:
        raise BadInput("format", f"没有这种格式；可用：{'、'.join(FORMATS)}")
    surveys = surveys_of(case)
    if not surveys:
        raise BadInput("format", f"“{case.name}”没有公开且有勘测定界坐标的地块，无法导出")
    if format == TXT:
        return _text(case, surveys, day).encode("gb18030"), surveys
    with TemporaryDirectory(prefix="cuntu-export-") as folder:
        target = Path(folder) / f"made.{format}"
        WRITERS[format](_content(case, surveys, day), target)
        return target.read_bytes(), surveys


def _text(case: Case, surveys: list[ParcelSurvey], day: dt.date) -> str:
    numbers = sorted({survey.source_srid for survey in surveys})
    if len(numbers) > 1:
        shown = "、".join(f"EPSG:{number}" for number in numbers)
        raise BadInput(
            "format", f"各地块的原坐标系不同（{shown}），一个坐标文件写不下，请导出 Shapefile 或 GeoPackage"
        )
    plots = [
        WrittenPlot(
            survey.parcel.parcel_no,
            survey.parcel.name,
            survey.parcel.land_use,
            survey.parcel.area_ha,
            geometry_from_4490(_shape(survey), survey.source_srid),
        )
        for survey in surveys
    ]
    return write_survey(plots, numbers[0], office=case.organisation.name, day=day)


def _content(case: Case, surveys: list[ParcelSurvey], day: dt.date) -> Content:
    def chunks() -> Iterator[Chunk]:
        columns = [[_cell(survey, path) for survey in surveys] for path, _ in COLUMNS.values()]
        yield Chunk(columns, np.array([_shape(survey) for survey in surveys], dtype=object))

    return Content(
        name="survey",
        title="界址",
        columns=[Column(title, kind) for title, (_, kind) in COLUMNS.items()],
        families=[AREA],
        chunks=chunks,
        facts=[
            ("数据名称", f"{case.name} 界址坐标"),
            ("导出日期", f"{day}"),
            ("坐标系", "2000 国家大地坐标系（CGCS2000，EPSG:4490），先经度后纬度"),
            ("图形", "勘测定界的精确范围，仅供内部使用，不得公开"),
        ],
    )


def _cell(survey: ParcelSurvey, path: str) -> Any:
    if path == "quality":
        return survey.get_quality_display()
    value: Any = survey
    for name in path.split("__"):
        value = getattr(value, name)
    return None if value == "" else value


def _shape(survey: ParcelSurvey) -> Any:
    return shapely.from_wkb(bytes(survey.area.wkb))
