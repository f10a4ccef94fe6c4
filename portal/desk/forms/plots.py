"""Parcels from a coordinate file or a paste of many: each plot is a row of the form, nothing is saved yet."""

from typing import Any

from django.http import QueryDict

from geo.errors import BadInput
from importers.formats.coordinate_txt.reading import read_file, read_pasted
from importers.formats.coordinate_txt.survey import Survey
from importers.parcels.survey import area_ha, lines_of
from importers.text_encoding import decode
from layers.area import city_box
from portal.desk.forms.form import row_ids
from portal.desk.forms.survey import chosen, in_words

MOST_PLOTS = 500
ROWS = "parcels"


def with_plots(data: QueryDict, files: Any) -> tuple[QueryDict, str]:
    """The form with a row for each plot, or new corners in the row of the same number, and a sentence about it.

    Raises BadInput("plots") with all that is wrong with the coordinates.
    """
    found, text = read(data.get("plots_text", ""), files.get("plots_file"), data.get("plots_crs", ""))
    if found.is_refused or not found.plots:
        raise BadInput("plots", in_words(found.problems))
    if len(found.plots) > MOST_PLOTS:
        raise BadInput("plots", f"一次最多 {MOST_PLOTS} 个地块，现有 {len(found.plots)} 个")
    changed, ids = data.copy(), row_ids(data, ROWS)
    numbers = {data.get(f"{ROWS}-{row_id}-parcel_no", "").strip(): row_id for row_id in ids}
    replaced = 0
    for at, plot in enumerate(found.plots):
        number = plot.number or plot.name or f"DK-{len(ids) + 1:02d}"
        row_id = numbers.get(number)
        if row_id is None:
            row_id = next(made for n in range(len(ids) + MOST_PLOTS) if (made := f"t{n}") not in ids)
            ids.append(row_id)
            numbers[number] = row_id
            _put(changed, row_id, parcel_no=number[:40], name=plot.name or "", land_use=plot.use or "",
                 ownership="collective", area_ha=f"{area_ha(plot):f}")  # fmt: skip
        else:
            replaced += 1
        _put(changed, row_id, survey=lines_of(found, at, text), survey_crs=data.get("plots_crs", ""))
    changed.setlist(ROWS, ids)
    changed["plots_text"] = ""
    said = f"读出 {len(found.plots)} 个地块" + (f"，其中 {replaced} 个换了坐标" if replaced else "")
    warned = f"。请核对：{in_words(found.problems)}" if found.problems else ""
    return changed, f"{said}，{found.crs_reason}。核对以后请保存{warned}"


def read(text: str, file: Any, crs: str) -> tuple[Survey, str]:
    """What was uploaded, else what was pasted, with its text."""
    if file is None:
        text = text.replace("\r\n", "\n")
        return read_pasted(text, crs=chosen(crs), box=city_box()), text
    content = file.read()
    found = read_file(content, crs=chosen(crs), box=city_box())
    whole = "" if found.encoding is None else decode(content, found.encoding).text
    return found, whole.replace("\r\n", "\n").replace("\r", "\n")


def _put(data: QueryDict, row_id: str, **columns: str) -> None:
    for name, value in columns.items():
        data[f"{ROWS}-{row_id}-{name}"] = value
