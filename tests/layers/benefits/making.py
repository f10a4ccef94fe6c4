"""A benefit with its rules in one line."""

from layers.benefits.models import Attribute, Benefit, Rule

ATTRIBUTES = {
    "age": ("resident", "年龄", "number", ""),
    "household": ("resident", "户籍", "choice", "城镇\n农村"),
    "situation": ("resident", "家庭情况", "several", "低保\n残疾"),
    "farms": ("resident", "务农", "yes_no", ""),
}


def attribute(code):
    served, label, kind, choices = ATTRIBUTES[code]
    given = {"served": served, "label": label, "question": f"{label}？", "kind": kind, "choices": choices}
    return Attribute.objects.get_or_create(code=code, defaults=given)[0]


def benefit(organisation, name="示例津贴", rules=(), region=None, **given):
    """``rules``: (attribute, operator, wanted) or with the group of alternatives as the fourth."""
    values = {
        "served": "resident",
        "summary": "示例",
        "amount": "每月 100 元",
        "how_to_apply": "到窗口申请",
        "basis": "示例办法",
    } | given
    made = Benefit.objects.create(
        organisation=organisation, region=region or organisation.region, name=name, **values
    )
    for number, (code, operator, wanted, *group) in enumerate(rules, start=1):
        Rule.objects.create(
            benefit=made, attribute=attribute(code), operator=operator, wanted=wanted, sort_key=number,
            alternative=group[0] if group else None, source=f"第{number}条",
        )  # fmt: skip
    return made
