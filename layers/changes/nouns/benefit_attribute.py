"""惠企惠民条件项: what a visitor is asked. The whole city's; no change of one may leave a public benefit unasked."""

from geo.errors import BadInput
from layers.benefits.condition import REGION, choices_of, region_attribute
from layers.benefits.models import Attribute, Benefit, Rule
from layers.benefits.profile import NONE_OF_THEM
from layers.changes.aggregate import NOUNS, Noun, Snapshot, register
from layers.changes.nouns.benefit import hold
from layers.changes.reading import snapshots

Kind = Attribute.Kind


def check(key: str, snapshot: Snapshot) -> None:
    """An answer and a label can be written into a rule (words joined by 、) and into an example (年龄：67)."""
    label, choices = snapshot["label"].strip(), choices_of(Attribute(choices=snapshot["choices"]))
    if key == REGION or label == region_attribute(snapshot["served"], []).label:
        raise BadInput("label", "“地区”由系统按县市区来问，不能另设")
    if "：" in label or ":" in label:
        raise BadInput("label", "名称里不能有冒号")
    if snapshot["unit"] and snapshot["kind"] != Kind.NUMBER:
        raise BadInput("unit", "只有用数字回答的条件项才写单位")
    if snapshot["kind"] not in (Kind.CHOICE, Kind.SEVERAL):
        if choices:
            raise BadInput("choices", f"{Kind(snapshot['kind']).label}：不用写可选的回答")
        return
    if len(choices) < 2:
        raise BadInput("choices", "可选的回答至少写两个，一行一个")
    for number, choice in enumerate(choices, start=1):
        if "、" in choice:
            raise BadInput(
                "choices", f"第 {number} 行“{choice[:40]}”：回答里不能有顿号，请分成两行或换一种写法"
            )
        if choice == NONE_OF_THEM:
            raise BadInput("choices", f"第 {number} 行：“{NONE_OF_THEM}”由系统加上，不用写")
        if choice in choices[: number - 1]:
            raise BadInput("choices", f"第 {number} 行“{choice[:40]}”写了两次")


def refuse_unasked(codes: list[str]) -> None:
    """Of the public benefits that ask for these: each rule still reads, each example still comes out as its author says.

    After all rows of the set are written, so that a benefit may be changed together with its question.
    """
    used = Benefit.objects.filter(withdrawn_at__isnull=True, rules__attribute__in=codes)
    keys = list(used.order_by("pk").distinct().values_list("public_id", flat=True))
    for snapshot in snapshots(NOUNS["benefit"], keys).values():
        try:
            hold(snapshot)
        except BadInput as problem:
            raise BadInput(
                "choices",
                f"政策“{snapshot['name']}”还在用这个条件项，请先让那项政策不再用它，再改这里。{problem.message}",
            ) from None


def remove(withdrawals: list[tuple[str, str, str]]) -> None:
    codes = [code for code, *_ in withdrawals]
    held = Rule.objects.filter(attribute__in=codes).select_related("benefit").first()
    if held is not None:
        raise BadInput("code", f"政策“{held.benefit}”还在用这个条件项，不能删除（已撤回的政策也算）")
    Attribute.objects.filter(code__in=codes).delete()


register(
    Noun(
        name="benefit_attribute",
        title="惠企惠民条件项",
        model=Attribute,
        key="code",
        fields=("label", "question", "served", "kind", "choices", "unit", "hint", "sort_key"),
        label=lambda snapshot: str(snapshot.get("label") or "未命名"),
        check=check,
        finish=refuse_unasked,
        withdraw=remove,
        is_lasting=False,
        order=4,
    )
)
