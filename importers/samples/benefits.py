"""惠企惠民政策 of the samples: invented benefits of the departments, with their questions, rules and one example each."""

import datetime as dt

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.benefits.models import Attribute, Benefit, Example, Rule, Served
from layers.policies.models import Policy

ENTERPRISE, RESIDENT = Served.ENTERPRISE, Served.RESIDENT
# code: for whom, label, question, kind, choices, unit
ATTRIBUTES = {
    "industry": (ENTERPRISE, "行业", "企业做哪一行？", "choice", "制造业|建筑业|批发零售|住宿餐饮|农业|软件和信息技术|其他", ""),
    "size": (ENTERPRISE, "规模", "企业属于哪种规模？", "choice", "微型|小型|中型|大型|个体工商户", ""),
    "staff-count": (ENTERPRISE, "职工人数", "企业有多少职工？", "number", "", "人"),
    "revenue": (ENTERPRISE, "年营业收入", "去年营业收入是多少？", "number", "", "万元"),
    "certificates": (ENTERPRISE, "资质", "企业有哪些资质？", "several", "高新技术企业|专精特新|科技型中小企业|绿色工厂", ""),
    "hires-graduates": (ENTERPRISE, "招用高校毕业生", "今年招用了高校毕业生吗？", "yes_no", "", ""),
    "pays-insurance": (ENTERPRISE, "按时缴纳社会保险", "社会保险按时缴纳吗？", "yes_no", "", ""),
    "age": (RESIDENT, "年龄", "您今年多大？", "number", "", "岁"),
    "household": (RESIDENT, "户籍", "您是什么户籍？", "choice", "本市城镇|本市农村|外地", ""),
    "farms": (RESIDENT, "务农", "您家种地吗？", "yes_no", "", ""),
    "land-mu": (RESIDENT, "种植面积", "您家种了多少亩？", "number", "", "亩"),
    "situation": (RESIDENT, "家庭情况", "您家有下面的情况吗？", "several", "低保|残疾|独生子女|退役军人|失业", ""),
    "studies": (RESIDENT, "在校学生", "您在上学吗？", "yes_no", "", ""),
}  # fmt: skip
ARTICLES = ("第三条", "第四条", "第五条第一项", "第六条")


def make_benefits(city: City, organisations: Organisations) -> int:
    stream, ids = city.draws.stream("benefits"), city.draws.ids("benefit")
    for number, (code, told) in enumerate(ATTRIBUTES.items(), start=1):
        served, label, question, kind, choices, unit = told
        given = {"label": label, "question": question, "served": served, "kind": kind, "unit": unit}
        # The questions stay when the samples go: they tell of no place and no person.
        Attribute.objects.get_or_create(
            code=code, defaults={**given, "choices": choices.replace("|", "\n"), "sort_key": number * 10}
        )
    rows = city.rows("benefits.csv")
    offices = organisations.departments.values()
    own = {
        one.title: one
        for one in Policy.objects.filter(organisation__in=offices, is_sample=True).defer("body")
    }
    for number, row in enumerate(rows):
        name, amount = row["name"], row["amount"]
        policy = own[f"{row['policy']}（示例）"] if row["policy"] else None
        # One of them holds in one county alone, so that where one lives matters.
        is_countys = name == "首台套装备奖励"
        benefit = Benefit.objects.create(
            public_id=ids.next(),
            name=f"{name}（示例）",
            served=row["served"],
            organisation=organisations.departments[row["organisation"]],
            region=city.counties[0] if is_countys else city.root,
            summary=f"示例政策：{amount}。",
            amount=amount,
            how_to_apply="带身份证或营业执照到政务服务大厅窗口申请。\n窗口审核后公示。\n公示无异议，补贴打到银行卡。",
            phone=city.phone(stream),
            basis=f"《{policy}》（{policy.doc_no}）" if policy else f"《关于{name}的实施办法（示例）》",
            policy=policy,
            valid_until=None if number % 3 else city.today + dt.timedelta(days=20 + 10 * number),
            verified_on=city.today,
            published_at=city.moment(city.today),
            is_sample=True,
        )
        Rule.objects.bulk_create(
            rule(benefit, place, *line.split(" ")) for place, line in enumerate(row["rules"].split("|"))
        )
        where = f"地区：{city.counties[0].map_name}\n" if is_countys else ""
        answers = where + row["answers"].replace("|", "\n")
        Example.objects.create(benefit=benefit, name="示例甲", answers=answers, verdict="met")
    return len(rows)


def rule(benefit: Benefit, place: int, attribute: str, operator: str, wanted: str, group: str = "") -> Rule:
    return Rule(
        benefit=benefit,
        attribute_id=attribute,
        operator=operator,
        wanted=wanted,
        alternative=int(group) if group else None,
        source=ARTICLES[place],
        sort_key=place + 1,
    )
