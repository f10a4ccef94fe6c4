"""惠企惠民政策 of the samples: invented benefits of the departments, with their questions, rules and one example each."""

import datetime as dt

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.benefits.models import Attribute, Benefit, Example, Rule, Served

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
# office, for whom, name, amount, rules (attribute, operator, wanted, group), answers of one who meets them
BENEFITS = (
    ("rsj", ENTERPRISE, "稳岗返还", "返还上年失业保险费的 60%", (("size", "is_one_of", "微型、小型、中型", None), ("pays-insurance", "is", "是", None)), "规模：小型|按时缴纳社会保险：是"),
    ("rsj", ENTERPRISE, "一次性吸纳就业补贴", "每招 1 人 1500 元", (("hires-graduates", "is", "是", None), ("pays-insurance", "is", "是", None)), "招用高校毕业生：是|按时缴纳社会保险：是"),
    ("rsj", ENTERPRISE, "创业担保贷款贴息（企业）", "最高 300 万元贷款，贴息一半", (("size", "is_one_of", "微型、小型", None), ("staff-count", "at_least", "5", None)), "规模：微型|职工人数：8"),
    ("czj", ENTERPRISE, "首台套装备奖励", "最高 100 万元", (("industry", "is", "制造业", None), ("certificates", "is_one_of", "高新技术企业、专精特新", None)), "行业：制造业|资质：专精特新"),
    ("fgw", ENTERPRISE, "绿色工厂奖励", "一次性 20 万元", (("industry", "is", "制造业", None), ("certificates", "has", "绿色工厂", None)), "行业：制造业|资质：绿色工厂"),
    ("fgw", ENTERPRISE, "科技型中小企业研发补助", "研发投入的 10%，最高 50 万元", (("certificates", "has", "科技型中小企业", None), ("revenue", "at_most", "20000", None)), "资质：科技型中小企业|年营业收入：3000"),
    ("scj", ENTERPRISE, "个体工商户转企业补助", "一次性 5000 元", (("size", "is", "个体工商户", None), ("revenue", "at_least", "50", 1), ("staff-count", "at_least", "7", 1)), "规模：个体工商户|职工人数：9"),
    ("nyj", ENTERPRISE, "农产品加工设备补贴", "设备价款的 30%，最高 30 万元", (("industry", "is", "农业", None), ("staff-count", "between", "3-300", None)), "行业：农业|职工人数：20"),
    ("mzj", RESIDENT, "高龄津贴", "每月 100 元", (("age", "at_least", "80", None), ("household", "is_one_of", "本市城镇、本市农村", None)), "年龄：83|户籍：本市农村"),
    ("mzj", RESIDENT, "经济困难老年人补贴", "每月 80 元", (("age", "at_least", "60", None), ("situation", "has", "低保", None)), "年龄：67|家庭情况：低保"),
    ("nyj", RESIDENT, "耕地地力保护补贴", "每亩 140 元左右", (("farms", "is", "是", None), ("land-mu", "at_least", "0.1", None)), "务农：是|种植面积：6.5"),
    ("nyj", RESIDENT, "种粮大户补贴", "每亩再加 60 元", (("farms", "is", "是", None), ("land-mu", "at_least", "50", None)), "务农：是|种植面积：80"),
    ("cjj", RESIDENT, "残疾人家庭无障碍改造", "每户最高 5000 元", (("situation", "has", "残疾", None), ("household", "is_one_of", "本市城镇、本市农村", None)), "家庭情况：残疾|户籍：本市城镇"),
    ("rsj", RESIDENT, "求职创业补贴", "一次性 1000 元", (("studies", "is", "是", None), ("situation", "is_one_of", "低保、残疾", None)), "在校学生：是|家庭情况：低保"),
    ("rsj", RESIDENT, "失业补助金", "每月按失业保险标准的 80%", (("age", "between", "16-59", None), ("situation", "has", "失业", None)), "年龄：40|家庭情况：失业"),
    ("tyj", RESIDENT, "退役军人创业扶持", "最高 20 万元贷款贴息", (("situation", "has", "退役军人", None), ("age", "at_most", "60", None)), "家庭情况：退役军人|年龄：35"),
    ("wjw", RESIDENT, "计划生育家庭奖励扶助", "每年 1080 元", (("age", "at_least", "60", None), ("situation", "has", "独生子女", None), ("household", "is", "本市农村", None)), "年龄：61|家庭情况：独生子女|户籍：本市农村"),
)  # fmt: skip
ARTICLES = ("第三条", "第四条", "第五条第一项", "第六条")


def make_benefits(city: City, organisations: Organisations) -> int:
    stream, ids = city.draws.stream("benefits"), city.draws.ids("benefit")
    for number, (code, row) in enumerate(ATTRIBUTES.items(), start=1):
        served, label, question, kind, choices, unit = row
        given = {"label": label, "question": question, "served": served, "kind": kind, "unit": unit}
        # The questions stay when the samples go: they tell of no place and no person.
        Attribute.objects.get_or_create(
            code=code, defaults={**given, "choices": choices.replace("|", "\n"), "sort_key": number * 10}
        )
    for number, (office, served, name, amount, rules, answers) in enumerate(BENEFITS):
        # One of them holds in one county alone, so that where one lives matters.
        is_countys = name == "首台套装备奖励"
        benefit = Benefit.objects.create(
            public_id=ids.next(),
            name=f"{name}（示例）",
            served=served,
            organisation=organisations.departments[office],
            region=city.counties[0] if is_countys else city.root,
            summary=f"示例政策：{amount}。",
            amount=amount,
            how_to_apply="带身份证或营业执照到政务服务大厅窗口申请。\n窗口审核后公示。\n公示无异议，补贴打到银行卡。",
            phone=city.phone(stream),
            basis=f"《关于{name}的实施办法（示例）》",
            valid_until=None if number % 3 else city.today + dt.timedelta(days=20 + 10 * number),
            verified_on=city.today,
            published_at=city.moment(city.today),
            is_sample=True,
        )
        Rule.objects.bulk_create(
            Rule(benefit=benefit, attribute_id=attribute, operator=operator, wanted=wanted, alternative=group,
                 source=ARTICLES[place], sort_key=place + 1)
            for place, (attribute, operator, wanted, group) in enumerate(rules)
        )  # fmt: skip
        where = f"地区：{city.counties[0].map_name}\n" if is_countys else ""
        told = where + answers.replace("|", "\n")
        Example.objects.create(benefit=benefit, name="示例甲", answers=told, verdict="met")
    return len(BENEFITS)
