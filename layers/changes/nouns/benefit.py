"""惠企惠民政策 with rules and examples: for scope its organisation's. 条件项 are the whole city's."""

from typing import Any

from geo.errors import BadInput
from layers.benefits import profile, verdict
from layers.benefits.condition import condition, questions, region_condition
from layers.benefits.models import Attribute, Benefit, Example, Rule
from layers.changes.aggregate import Child, Noun, Snapshot, register
from layers.changes.found import indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.policies.models import Policy
from layers.regions.models import Level, Region


def conditions(snapshot: Snapshot, region: Region | None) -> list[dict[str, Any]]:
    """Raises BadInput("rules", …) that names the rule."""
    attributes = Attribute.objects.filter(served=snapshot["served"]).in_bulk()
    found = region_condition(region)
    for number, rule in enumerate(snapshot["rules"], start=1):
        attribute = attributes.get(rule["attribute"])
        try:
            if attribute is None:
                raise BadInput("attribute", "条件项没有填，或者不是问这类人的")
            found.append(condition(attribute, rule))
        except BadInput as problem:
            raise BadInput("rules", f"申请条件第 {number} 行：{problem.message}") from None
    return found


def check(key: str, snapshot: Snapshot) -> None:
    """What no single column shows, and all that ``hold`` asks."""
    region = where(snapshot)
    if region is not None and region.level not in (Level.CITY, Level.COUNTY):
        raise BadInput("region", "适用地区应为全市，或者一个县市区")
    begins, ends = snapshot["valid_from"], snapshot["valid_until"]
    if begins and ends and begins > ends:
        raise BadInput("valid_until", "截止申请不能早于开始申请")
    if snapshot["address"] and not snapshot["address"].startswith("https://"):
        raise BadInput("address", "网上申请要填个人信息，网址应以 https:// 开头")
    if (
        snapshot["policy"]
        and Policy.objects.filter(public_id=snapshot["policy"], interprets__isnull=False).exists()
    ):
        raise BadInput("policy", "依据的政策应为政策原文，不能是解读")
    if not snapshot["rules"]:
        raise BadInput("rules", "至少要有一条申请条件")
    hold(snapshot)


def where(snapshot: Snapshot) -> Region | None:
    return Region.objects.filter(code=snapshot["region"] or "").defer("area", "public_area").first()


def hold(snapshot: Snapshot) -> None:
    """Every rule can be asked, and the examples come out as their author says. Raises BadInput("rules" or "examples", …)."""
    asked = conditions(snapshot, where(snapshot))
    known = questions(snapshot["served"])
    for example in snapshot["examples"]:
        try:
            found = verdict.of_benefit(asked, profile.read_lines(example["answers"], known))
        except BadInput as problem:
            raise BadInput("examples", f"样例“{example['name']}”{problem.message}") from None
        if found != example["verdict"]:
            told = verdict.Verdict(example["verdict"]).label
            raise BadInput(
                "examples", f"样例“{example['name']}”应当{told}，按现在的条件算出来是{found.label}"
            )


register(
    Noun(
        name="benefit",
        title="惠企惠民政策",
        model=Benefit,
        fields=(
            "name", "aliases", "served", "organisation", "region", "summary", "amount", "amount_number", "amount_unit",
            "how_to_apply", "address", "phone", "basis", "policy", "valid_from", "valid_until", "verified_on",
        ),
        children=(
            Child(model=Rule, name="rules", label="申请条件", parent="benefit",
                  fields=("attribute", "operator", "wanted", "alternative", "source", "sort_key")),
            Child(model=Example, name="examples", label="样例", parent="benefit",
                  fields=("name", "answers", "verdict"), identity=("name",)),
        ),
        direct=frozenset({"phone", "verified_on"}),
        place=place,
        check=check,
        publish=indexed("benefit"),
        withdraw=taken_back(Benefit, "政策", kind="benefit"),
        order=7,
    )
)  # fmt: skip
