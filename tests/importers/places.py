"""Villages as squares of two kilometres, and files of places whose answer the eye can check."""

from django.contrib.gis.geos import MultiPolygon, Polygon

from importers.check import check
from importers.choices import Choices
from importers.dataset import dataset_of
from importers.handed import HandedFile
from importers.source import opened
from layers.regions.models import Kind, Level, Region
from tests.importers.sheets import packed, workbook

SIDE = 0.02
HEADER = ["名称", "类目", "所在区划", "经度", "纬度", "电话"]


def square(west, south, side=SIDE):
    made = MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=4490)
    made[0].srid = 4490
    return made


def villages(town, count=3):
    """甲村, 乙村, 丙村: beside one another from 118.10, 37.10 to the east."""
    made = []
    for number, name in zip(range(count), "甲乙丙丁戊己庚辛", strict=False):
        village = Region.objects.create(
            level=Level.VILLAGE, kind=Kind.VILLAGE, name=f"{name}村村委会", code=f"37162510430{number}",
            manage_parent=town, stat_parent=town, area=square(118.10 + number * SIDE, 37.10),
        )  # fmt: skip
        village.path = f"{town.path}{village.pk}/"
        village.save(update_fields=["path"])
        made.append(village)
    return made


def row(number, name="", **given):
    """A place in the village with that number, well inside."""
    cells = {
        "名称": name or f"第 {number} 卫生室", "类目": "示例医院", "所在区划": f"{'甲乙丙丁戊己庚辛'[number % 3]}村",
        "经度": 118.101 + (number % 3) * SIDE + (number // 3) * 0.0005, "纬度": 37.101 + (number // 3) * 0.0005,
        "电话": "0543-2180001",
    }  # fmt: skip
    return list((cells | given).values())


def file_of(rows, header=HEADER, name="卫生室.xlsx"):
    return HandedFile(name, packed(workbook(list(header), *rows)))


def checked(user, rows, header=HEADER, draft=True, **choices):
    return checked_file(user, file_of(rows, header), draft=draft, **choices)


def checked_file(user, file, draft=True, **given):
    choices = Choices.of({"crs": "4490", **given})
    with opened(file, choices) as source:
        return check(
            dataset_of("places"), source, choices, user=user, file_name=file.name, draft=draft
        )  # fmt: skip


def told(found):
    """(row, code) of every problem."""
    return [(problem.row, problem.code) for problem in found.problems]
