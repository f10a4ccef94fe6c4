"""What the catalogue of disclosure (公开目录, 条例 12) says of a thing besides its name: 体裁, 主题, 机构, days."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

FOLDER = Path(__file__).parent / "themes"


class Genre(models.TextChoices):
    """体裁. The code is part of the index number: a genre belongs to things of one kind, and no code is used anew."""

    POLICY = "ZC", "政策文件"
    READING = "JD", "政策解读"
    BENEFIT = "HQ", "惠企惠民政策"
    GUIDE = "FW", "办事指南"
    CASE = "ZD", "征地项目"
    APPROVAL = "PF", "批复文件"
    NOTICE = "GG", "公告"
    PLAN = "FA", "方案和结果"
    DOSSIER = "BP", "报批材料"
    FILE = "WJ", "其他文件"
    FOI_ANSWER = "DF", "依申请公开答复"
    FOI_OFFICE = "ZN", "公开工作机构"
    QUESTION = "ZX", "咨询答复"
    VIDEO = "SP", "视频"
    PLACE = "WD", "服务网点"
    ACCOUNT = "XM", "政务新媒体"
    WEBSITE = "WZ", "政府网站"
    LOCAL = "TS", "地方特色"
    ZONE = "ZQ", "公开专区"
    BOARD = "GL", "公开栏"


@dataclass(frozen=True)
class Opened:
    """``issuer``: the first part of the index number. ``produced_on``: 生成日期, where one is known."""

    genre: Genre
    theme: str
    organisation_id: int | None
    issuer: str
    produced_on: dt.date | None
    published_at: dt.datetime
    is_sample: bool


# In the index number, where no organisation is known that answers for the thing.
NO_ISSUER = "000000000"


def opened(
    thing: Any,
    genre: Genre,
    organisation: Any,
    theme: str,
    produced_on: dt.date | None = None,
    published_at: dt.datetime | None = None,
) -> Opened:
    """Of a published row and the organisation that answers for it, or None."""
    return Opened(
        genre=genre,
        theme=theme,
        organisation_id=organisation.pk if organisation else None,
        issuer=(organisation.uscc or organisation.public_id) if organisation else NO_ISSUER,
        produced_on=produced_on,
        published_at=published_at or thing.published_at,
        is_sample=thing.is_sample,
    )


def theme_of(kind: str, code: str | None = None) -> str:
    """The theme under which the class ``code`` of things of ``kind`` stands; of one that is not listed, that of the kind."""
    listed = _themes_of()
    return listed.get((kind, code or ""), listed[kind, ""])


@cache
def themes() -> dict[str, str]:
    """Code → name, in the order of the list of the State Council (themes/README.md)."""
    return {row["code"]: row["name"] for row in _rows("themes.csv")}


@cache
def _themes_of() -> dict[tuple[str, str], str]:
    return {(row["kind"], row["code"]): row["theme"] for row in _rows("classes.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
