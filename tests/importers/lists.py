"""Lists and layers of areas, as a clerk would hand them in, and what the check says of them."""

import json

from importers.check import check
from importers.choices import Choices
from importers.dataset import dataset_of
from importers.handed import HandedFile
from importers.source import opened
from tests.importers.sheets import packed, workbook


def sheet(header, *rows, name="清单.xlsx"):
    """Each row a dict by title; what it lacks is empty."""
    return HandedFile(
        name, packed(workbook(list(header), *([row.get(title) for title in header] for row in rows)))
    )


def layer(*features, name="范围.geojson"):
    """Each feature (properties, area as GEOS or coordinates of rings); GeoJSON is WGS 84 by itself."""
    made = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": area} if isinstance(area, list) else json.loads(area.geojson),
        }
        for properties, area in features
    ]  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False).encode()
    return HandedFile(name, content)


def checked(dataset, user, file, draft=True, **given):
    choices = Choices.of(given)
    with opened(file, choices) as source:
        return check(dataset_of(dataset), source, choices, user=user, file_name=file.name, draft=draft)


def told(found):
    """(row, code) of every problem."""
    return [(problem.row, problem.code) for problem in found.problems]


def changed(found):
    """key → names of what the row of the change set changes; None for a new one."""
    return {
        row.key: None
        if row.before is None
        else {name for name in row.after if row.after[name] != row.before[name]}
        for row in found.change_set.rows.all()
    }
