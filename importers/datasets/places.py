"""网点: a row is one place. An empty cell changes nothing of a place that is there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from importers.cells import Reader, Wrong, date, phone, shown, text, truth
from importers.columns import Column
from importers.dataset import Placed, register
from importers.datasets.hours import EXAMPLE as HOURS
from importers.datasets.hours import hours
from importers.sheet import Cell
from importers.within import Within
from layers.changes.aggregate import Snapshot
from layers.places.models import Category
from layers.public_ids import parse_public_id
from layers.staff.models import Role, User
from layers.staff.scope import scope_of

SEVERAL = re.compile(r"[、,，;；]\s*")
ONE_EACH = re.compile(r"(?:(?:[0-9+()-]{3,40})?\n)*(?:[0-9+()-]{3,40})?", re.ASCII)
LONGEST_SOURCE = 120


def public_id(cell: Cell) -> str:
    try:
        return parse_public_id(shown(cell))
    except ValueError as problem:
        raise Wrong(
            getattr(problem, "message", str(problem)), "照抄网点页上的 9 位编号；新的网点不写"
        ) from None


def category(known: Mapping[str, str]) -> Reader:
    """``known`` maps a name or a code to the code."""

    def read(cell: Cell) -> str:
        found = known.get(shown(cell).strip())
        if found is None:
            raise Wrong(f"没有“{shown(cell)[:20]}”这个类目", "从模板的下拉列表里选")
        return found

    return read


class phones:
    """0530-5550000、13900000000."""

    def __call__(self, cell: Cell) -> list[str]:
        if not isinstance(cell, str):
            return [phone(40)(cell)]
        return [phone(40)(part.strip()) for part in SEVERAL.split(cell.strip()) if part.strip()]

    def whole(self, cells: Sequence[Cell]) -> Sequence[str] | None:
        """A column with one plain number a cell, as it is staged; see cells.text."""
        try:
            together = "\n".join(cells)
        except TypeError:
            return None
        if together.count("\n") >= len(cells) or not ONE_EACH.fullmatch(together):
            return None
        return [f'["{cell}"]' if cell else "" for cell in cells]


COLUMNS = (
    Column("key", "编号", public_id, help="网点页上的 9 位编号；新的网点不写", synonyms=("公开编号", "网点编号", "public_id")),
    Column("name", "名称", text(120), True, "示例镇卫生院", "门牌上写的全名", 28,
           synonyms=("网点名称", "单位名称", "机构名", "机构名称", "站点名称", "点位名称", "场所名称", "店名",
                     "名字", "mc", "title")),
    Column("category", "类目", text(40), True, "", "从列表里选", 18,
           synonyms=("类别", "分类", "类型", "网点类型", "机构类型", "type", "lb", "lx")),
    Column("region", "所在区划", text(120), False, "示例镇 990101100000", "12 位代码，或从县写起的全名；不写就按位置找", 28,
           synonyms=("区划", "行政区划", "区划代码", "所属区划", "村", "所在村", "村居", "村名", "行政村", "社区", "所在村居",
                     "乡镇", "所在乡镇", "镇街", "乡镇街道", "所属乡镇", "xzq", "xzqdm")),
    Column("address", "地址", text(200), False, "示例镇示例路 1 号", "", 32,
           synonyms=("详细地址", "住址", "位置描述", "地点", "addr", "dz")),
    Column("lng", "经度", text(40), False, "118.123456", "小数的度；坐标系在上传后选", 14,
           synonyms=("x", "lon", "long", "longitude", "东经", "经度坐标", "x坐标", "jd", "坐标x")),
    Column("lat", "纬度", text(40), False, "37.123456", "", 14,
           synonyms=("y", "latitude", "北纬", "纬度坐标", "y坐标", "wd", "坐标y")),
    Column("phones", "电话", phones(), False, "0530-5550000", "几个号码用顿号分开", 20,
           synonyms=("联系电话", "办公电话", "咨询电话", "服务电话", "电话号码", "联系方式", "tel", "phone", "dh", "lxdh")),
    Column("opening_hours", "开放时间", hours, False, "工作日 8:30-17:30", HOURS, 32,
           synonyms=("营业时间", "办公时间", "上班时间", "工作时间", "服务时间", "hours", "yysj")),
    Column("organisation", "主管单位", text(140), False, "", "单位全称", 28,
           synonyms=("主管部门", "所属单位", "管理单位")),
    Column("aliases", "别名", text(200), False, "", "几个叫法用顿号分开", 18, synonyms=("俗称", "简称", "又名")),
    Column("introduction", "简介", text(2_000), False, "", "", 32,
           synonyms=("介绍", "说明", "描述", "备注", "description", "remark")),
    Column("way_there", "交通指引", text(200), False, "", "", 24, synonyms=("交通", "怎么走", "乘车路线")),
    Column("has_parking", "有停车位", truth, False, "是", options=("是", "否"), synonyms=("停车位", "停车")),
    Column("is_accessible", "无障碍", truth, False, "是", options=("是", "否"), synonyms=("无障碍设施",)),
    Column("verified_on", "核实于", date, False, "2026-01-31", "最近一次核对的日期",
           synonyms=("核实日期", "更新日期", "更新时间", "采集日期")),
    Column("source", "数据来源", text(80), False, "镇政府报送", "", 18, synonyms=("来源", "报送单位", "source")),
)  # fmt: skip
PLAIN = (
    "name",
    "category",
    "region",
    "organisation",
    "address",
    "aliases",
    "introduction",
    "way_there",
    "verified_on",
)
JSON = ("has_parking", "is_accessible")


def columns(by: User | None) -> tuple[Column, ...]:
    """With the categories of today, and the units and organisations that ``by`` may choose from."""
    named = list(Category.objects.order_by("group__sort_key", "sort_key").values_list("code", "name"))
    known = {code: code for code, _ in named} | {name: code for code, name in named}
    options = tuple(dict.fromkeys(name for _, name in named))
    made = tuple(
        replace(column, read=category(known), options=options, example=options[0] if options else "")
        if column.name == "category"
        else column
        for column in COLUMNS
    )
    return Within.of(scope_of(by), Role.EDITOR).with_lists(made, "region", "organisation") if by else made


def after(values: Mapping[str, str | None], before: Snapshot | None, *, origin: str) -> Snapshot:
    """What the row makes of a place: ``values`` as staged, with region and organisation as natural keys and
    ``location`` as hexadecimal EWKB. ``origin`` says where a new position came from."""
    made: Snapshot = dict(before or {})
    made |= {name: values[name] for name in (*PLAIN, "location") if values.get(name)}
    made |= {name: orjson.loads(values[name] or "") for name in JSON if values.get(name)}
    if values.get("phones"):
        made["phones"] = _phones(orjson.loads(values["phones"] or ""), made.get("phones") or [])
    if values.get("opening_hours"):
        made["opening_hours"] = _hours(
            orjson.loads(values["opening_hours"] or ""), made.get("opening_hours") or []
        )
    made["source"] = _source(values, before, made, origin)
    return made


def _phones(numbers: list[str], there: list[Any]) -> list[Any]:
    """A number that is there keeps its label; the same numbers change nothing."""
    if {row["number"] for row in there} == set(numbers):
        return there
    labels = {row["number"]: row["label"] for row in there}
    return [
        {"label": labels.get(number, "电话"), "number": number, "sort_key": at}
        for at, number in enumerate(dict.fromkeys(numbers), start=1)
    ]


def _hours(rows: list[Any], there: list[Any]) -> list[Any]:
    """The same spans change nothing, and keep their notes."""

    def spans(hours: list[Any]) -> set[tuple[str, ...]]:
        return {(row["days"], row["opens"], row["closes"]) for row in hours}

    return there if spans(rows) == spans(there) else rows


def _source(values: Mapping[str, str | None], before: Snapshot | None, made: Snapshot, origin: str) -> str:
    """Who reported it, and of a new position the file, row and CRS that it came from."""
    given = values.get("source") or ""
    if before is not None and made["location"] == before["location"]:
        return before["source"] if not given or str(before["source"]).startswith(given) else given
    return f"{given or '导入'}（{origin}）"[:LONGEST_SOURCE]


PLACES = register(
    Placed(
        name="places",
        title="网点",
        noun="place",
        role=Role.EDITOR,
        columns=columns,
        after=after,
        hint="一行一个网点，要有名称、类目和位置（经纬度两列，或图形）。编号相同，或同一区划里名称相同、相距很近，就是同一个网点；空着的格不改原来的。",
    )
)
