"""A profile written down, for the test bench and its examples: one answer a line, 年龄：67. Invented ones only."""

from collections.abc import Iterable, Mapping
from typing import Any

from geo.errors import BadInput
from layers.benefits.condition import YES_NO, choices_of, number, words_of
from layers.benefits.models import Attribute

NONE_OF_THEM = "都没有"
Kind = Attribute.Kind


def answer(attribute: Attribute, text: str) -> Any:
    """One answer as ``verdict`` takes it. Raises BadInput("answers", …)."""
    text, label = text.strip(), attribute.label
    if attribute.kind == Kind.NUMBER:
        return number(text, label)
    if attribute.kind == Kind.YES_NO:
        if text not in YES_NO:
            raise BadInput("answers", f"{label}：应写“是”或“否”")
        return YES_NO[text]
    if attribute.kind == Kind.SEVERAL and text == NONE_OF_THEM:
        return []
    words = words_of(text) if attribute.kind == Kind.SEVERAL else [text]
    known = choices_of(attribute)
    if unknown := [word for word in words if word not in known]:
        raise BadInput(
            "answers", f"{label}：没有“{unknown[0][:40]}”这个回答，可以写的有：{'、'.join(known)[:200]}"
        )
    return words if attribute.kind == Kind.SEVERAL else text


def read_lines(text: str, questions: Iterable[Attribute]) -> dict[str, Any]:
    """The profile. Raises BadInput("answers", …) that names the line."""
    by_label: Mapping[str, Attribute] = {attribute.label: attribute for attribute in questions}
    profile: dict[str, Any] = {}
    for count, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        label, colon, given = line.replace(":", "：", 1).partition("：")
        attribute = by_label.get(label.strip())
        if not colon or attribute is None:
            raise BadInput("answers", f"第 {count} 行“{line.strip()[:40]}”：应写成“年龄：67”，并且有这一项")
        if attribute.code in profile:
            raise BadInput("answers", f"第 {count} 行：{attribute.label}写了两次")
        try:
            profile[attribute.code] = answer(attribute, given)
        except BadInput as problem:
            raise BadInput("answers", f"第 {count} 行：{problem.message}") from None
    return profile
