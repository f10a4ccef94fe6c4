"""A material in one line, as lists write it: 身份证（原件和复印件，2 份，容缺）, and back."""

import re
from collections.abc import Mapping
from typing import Any

from layers.services.models import Material

COPIES = re.compile(r"(\d{1,2})\s*份")
REMARKS = re.compile(r"(.+?)\s*[（(]([^（）()]+)[）)]")
BETWEEN = re.compile(r"[，,、；;\s]+")
WORDS: dict[str, dict[str, str]] = {
    **{label: {"form": value} for value, label in Material.Form.choices if value},
    **{label: {"source": value} for value, label in Material.Source.choices if value},
    **{label: {"necessity": value} for value, label in Material.Necessity.choices},
    "原件及复印件": {"form": "both"}, "电子": {"form": "electronic"}, "复印": {"form": "copy"},
    "申请人自备": {"source": "applicant"}, "政府核发": {"source": "government"}, "中介": {"source": "agency"},
    "可容缺": {"necessity": "later"},
}  # fmt: skip
TITLES = {
    "名称": "name", "材料名称": "name", "形式": "form", "份数": "copies", "来源": "source", "必要性": "necessity",
}  # fmt: skip


def read_line(line: str) -> dict[str, Any]:
    """The columns of a Material. Brackets that hold anything else belong to its name: 照片（一寸）."""
    found: dict[str, Any] = {"name": line.strip()}
    parts = REMARKS.fullmatch(line.strip())
    if parts is None:
        return found
    remarks: dict[str, Any] = {}
    for word in filter(None, BETWEEN.split(re.sub(r"(\d)\s+份", r"\1份", parts.group(2)))):
        copies = COPIES.fullmatch(word)
        if copies:
            remarks["copies"] = int(copies.group(1))
        elif word in WORDS:
            remarks |= WORDS[word]
        else:
            return found
    return {"name": parts.group(1), **remarks}


def read_lines(text: str) -> list[dict[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [{**read_line(line), "sort_key": number} for number, line in enumerate(lines, start=1)]


def line_of(columns: Mapping[str, Any]) -> str:
    """The line of a material that another program tells by the names of our columns, or of 实施清单 in Chinese.

    Raises ValueError in Chinese for what no line says, and for what would be read back as something else.
    """
    told = {TITLES.get(name, name): value for name, value in columns.items() if value not in (None, "")}
    unknown = sorted(set(told) - set(TITLES.values()))
    if unknown or len(told) < sum(value not in (None, "") for value in columns.values()):
        raise ValueError(f"材料只能写{'、'.join(TITLES)}，每样一次")
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in told.values()):
        raise ValueError("材料的各项应为文字，份数可以是数字")
    name = str(told.pop("name", "")).strip()
    remarks = [f"{value} 份" if part == "copies" else str(value) for part, value in told.items()]
    line = f"{name}（{'，'.join(remarks)}）" if remarks else name
    if not name or "\n" in line or not set(read_line(line)) >= {"name", *told}:
        raise ValueError(f"“{name[:40]}”的形式、份数、来源或必要性不在可选的范围内")
    return line
