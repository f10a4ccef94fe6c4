"""From what staff write to a condition that can be asked (layers.benefits.verdict) and to a sentence that can be read.

Where a benefit holds in one county alone, that is a condition like any other: of the attribute ``region``, which is no
row of the table, since its choices are the counties themselves.
"""

import re
from collections.abc import Mapping
from typing import Any

from geo.errors import BadInput
from layers.benefits.models import Attribute, Benefit, Rule, Served
from layers.benefits.verdict import Operator
from layers.regions.models import Level, Region

REGION = "region"
Kind = Attribute.Kind
FITTING = {
    Kind.CHOICE: (Operator.IS, Operator.IS_ONE_OF),
    Kind.SEVERAL: (Operator.HAS, Operator.IS_ONE_OF),
    Kind.NUMBER: (Operator.IS, Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN),
    Kind.YES_NO: (Operator.IS,),
}
# Both languages read a decimal of so many digits as the same binary number.
NUMBER = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
SPAN = re.compile(rf"({NUMBER.pattern})\s*(?:-|–|—|~|至|到)\s*({NUMBER.pattern})", re.ASCII)
YES_NO = {"是": True, "否": False}


def choices_of(attribute: Attribute) -> list[str]:
    return [line.strip() for line in attribute.choices.splitlines() if line.strip()]


def number(text: str, label: str) -> float:
    """Raises BadInput for anything but a plain number of at most nine digits and two decimals."""
    if not NUMBER.fullmatch(text.strip()):
        raise BadInput("wanted", f"{label}：“{text.strip()[:40]}”应为数字，最多两位小数，不带单位")
    return float(text)


def wanted(attribute: Attribute, operator: str, text: str) -> list[Any]:
    """What a rule demands, as ``verdict`` takes it. Raises BadInput("wanted" or "operator", …)."""
    kind = Kind(attribute.kind)
    if operator not in FITTING[kind]:
        words = "、".join(fitting.label for fitting in FITTING[kind])
        raise BadInput("operator", f"{attribute.label}（{kind.label}）的要求只能是：{words}")
    if kind == Kind.NUMBER:
        return _numbers(attribute, operator, text)
    if kind == Kind.YES_NO:
        if text.strip() not in YES_NO:
            raise BadInput("wanted", f"{attribute.label}：值应写“是”或“否”")
        return [YES_NO[text.strip()]]
    words_ = words_of(text)
    known = choices_of(attribute)
    if unknown := [word for word in words_ if word not in known]:
        raise BadInput(
            "wanted",
            f"{attribute.label}：没有“{unknown[0][:40]}”这个回答，可以写的有：{'、'.join(known)[:200]}",
        )
    if not words_ or (operator == Operator.IS and len(words_) > 1):
        raise BadInput("wanted", f"{attribute.label}：“是”只能写一个值，几个值请用“是其中之一”")
    return words_


def words_of(text: str) -> list[str]:
    return [word.strip() for word in text.split("、") if word.strip()]


def _numbers(attribute: Attribute, operator: str, text: str) -> list[Any]:
    if operator != Operator.BETWEEN:
        return [number(text, attribute.label)]
    match = SPAN.fullmatch(text.strip())
    if match is None:
        raise BadInput("wanted", f"{attribute.label}：两数之间应写成“16-59”")
    least, most = float(match[1]), float(match[3])
    if least > most:
        raise BadInput("wanted", f"{attribute.label}：“{text.strip()[:40]}”前面的数应小于后面的数")
    return [least, most]


def sentence(attribute: Attribute, operator: str, demanded: list[Any]) -> str:
    """行业是制造业、建筑业之一; 年龄不少于 60 岁. As the visitor reads it."""
    label, unit = attribute.label, f" {attribute.unit}".rstrip()
    if attribute.kind == Kind.NUMBER:
        figures = [f"{value:.2f}".rstrip("0").rstrip(".") for value in demanded]
        if operator == Operator.BETWEEN:
            return f"{label}在 {figures[0]} 到 {figures[1]}{unit or ' '}之间（含两头）"
        return f"{label}{Operator(operator).label if operator != Operator.IS else '是'} {figures[0]}{unit}"
    if attribute.kind == Kind.YES_NO:
        return f"{label}：{'是' if demanded[0] else '不是'}"
    if operator == Operator.IS_ONE_OF:
        among = "有下列之一：" if attribute.kind == Kind.SEVERAL else "是下列之一："
        return f"{label}{among}{'、'.join(demanded)}"
    return f"{label}{'有' if operator == Operator.HAS else '是'}{'、'.join(demanded)}"


def condition(attribute: Attribute, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of a rule as a row or as a part of a snapshot: what ``verdict`` asks, with ``sentence`` and ``source``."""
    demanded = wanted(attribute, given["operator"], given["wanted"])
    return {
        "attribute": attribute.code,
        "operator": given["operator"],
        "wanted": demanded,
        "alternative": given["alternative"],
        "sentence": sentence(attribute, given["operator"], demanded),
        "source": given["source"],
    }


def region_condition(region: Region | None) -> list[dict[str, Any]]:
    """That one is at home in the county; nothing where it holds in the whole city."""
    if region is None or region.level != Level.COUNTY:
        return []
    return [
        {
            "attribute": REGION,
            "operator": Operator.IS.value,
            "wanted": [region.map_name],
            "alternative": None,
            "sentence": f"在{region.name}",
            "source": "适用地区",
        }
    ]


def conditions_of(benefit: Benefit) -> list[dict[str, Any]]:
    """Of a published one, its rules with their attributes prefetched."""
    rules: list[Rule] = list(benefit.rules.all())
    return region_condition(benefit.region) + [condition(rule.attribute, vars(rule)) for rule in rules]


def region_attribute(served: str, counties: list[Region]) -> Attribute:
    """The question where one is at home, unsaved."""
    question = "企业注册在哪个县市区？" if served == Served.ENTERPRISE else "您的户籍或居住地在哪个县市区？"
    return Attribute(
        code=REGION,
        label="地区",
        question=question,
        served=served,
        kind=Kind.CHOICE,
        choices="\n".join(county.map_name for county in counties),
    )


def questions(served: str) -> list[Attribute]:
    """All that is asked of one kind of visitor: where first, then in the order of the table."""
    counties = Region.objects.counties().published().in_picking_order().defer("area", "public_area")
    return [region_attribute(served, list(counties)), *Attribute.objects.filter(served=served)]
