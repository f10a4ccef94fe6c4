"""政策 of the samples: of the city and of each county, with their 解读; some ended, some soon over. All of it invented."""

import datetime as dt

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.land.document_number import normalise
from layers.organisations.models import Organisation
from layers.policies import reference
from layers.policies.models import InClass, Policy, Validity

BODY = (
    "<h2>一、适用范围</h2><p>{summary}</p><h2>二、标准</h2><table><thead><tr><th>对象</th><th>标准</th></tr></thead>"
    "<tbody><tr><td>符合条件的申请人</td><td>按本办法规定执行（示例）</td></tr></tbody></table>"
    "<h2>三、办理</h2><ol><li>提交材料</li><li>审核公示</li><li>兑现</li></ol><p>咨询电话：{phone}</p>"
)
READING = (
    "<h2>说的是什么</h2><p>{summary}</p><h2>怎么办</h2><p>看原文第三部分，带上材料到窗口办理（示例）。</p>"
)
# Title, section, classes, what it is for in one sentence.
ORIGINALS = (
    ("失业保险稳岗返还实施办法", "enterprise", ("employment", "taxation"), "不裁员、少裁员的企业，可以拿回一部分失业保险费。"),
    ("创业担保贷款贴息办法", "people", ("finance", "employment"), "自己创业缺钱的，可以申请贴息贷款。"),
    ("小微企业税费减免服务措施", "enterprise", ("taxation",), "小微企业少缴税费，不用自己提出。"),
    ("青年人才引进补贴办法", "people", ("talent",), "新来工作的大学毕业生，可以领生活和租房补贴。"),
    ("科技型企业研发补助办法", "enterprise", ("science", "innovation"), "企业搞研发，按投入给补助。"),
    ("首台套技术装备奖励办法", "enterprise", ("innovation",), "第一次造出新装备的企业有奖励。"),
    ("技能提升培训补贴申报指南", "people", ("application", "employment"), "参加培训并拿到证书的，可以领补贴。"),
    ("应急转贷资金使用办法", "enterprise", ("finance",), "贷款到期一时还不上的企业，可以先用这笔钱周转。"),
    ("疫情防控期间房租减免办法", "epidemic", ("taxation",), "租用国有房屋的小店，当时免了三个月房租。"),
    ("疫情防控期间稳岗补贴办法", "epidemic", ("employment",), "疫情期间不停工的企业，当时可以领补贴。"),
    ("农产品品牌培育奖补办法", "people", ("innovation", "application"), "种养大户和合作社做品牌，可以申请奖补。"),
    ("专利转化资助办法", "enterprise", ("science",), "把专利用到生产上的企业，可以申请资助。"),
)  # fmt: skip
# Which of them has a 解读, and of what form.
READ = {0: "一图读懂", 1: "问答解读", 3: "政策解读", 4: "一图读懂", 6: "问答解读", 10: "政策解读"}
# Of these one may apply, and so many days are left; None: without a last day.
APPLY_DAYS = {1: 90, 3: 3, 4: 12, 6: 25, 10: None}
# Of the departments' own: which replaces which, and what became of the old one.
EXPIRED, EXPIRES_SOON = 8, 2
ENDED = {
    9: (Validity.REPEALED, 0, "疫情防控措施结束，宣布废止（示例）"),
    7: (Validity.REVISED, 1, "按照新的管理要求修订（示例）"),
}
# A county has two of its own, others than its neighbour's.
OF_COUNTY = ((0, 3), (4, 6), (5, 11), (10, 2))


def make_policies(city: City, organisations: Organisations) -> int:
    """The number of policies and 解读."""
    reference.load()
    ids = city.draws.ids("policy")
    departments = list(organisations.departments.values())
    own = [
        _policy(city, ids.next(), departments[which % len(departments)], which, which + 1)
        for which in range(len(ORIGINALS))
    ]
    _end(city, own)
    made = list(own)
    kinds = list(range(len(ORIGINALS)))
    for number, county in enumerate(city.counties):
        for which in OF_COUNTY[number % len(OF_COUNTY)]:
            made.append(_policy(city, ids.next(), organisations.governments[county.pk], which, len(made) + 1))
            kinds.append(which)
    # What replaces another is written first.
    Policy.objects.bulk_create([one for one in made if one.replaced_by is None])
    Policy.objects.bulk_create([one for one in made if one.replaced_by is not None])
    InClass.objects.bulk_create(
        InClass(policy=policy, policy_class_id=code)
        for policy, which in zip(made, kinds, strict=True)
        for code in ORIGINALS[which][2]
    )
    readings = [_reading(city, ids.next(), own[which], form) for which, form in READ.items()]
    Policy.objects.bulk_create(readings)
    return len(made) + len(readings)


def _policy(city: City, public_id: str, office: Organisation, which: int, number: int) -> Policy:
    title, section, _, summary = ORIGINALS[which]
    issued = city.today - dt.timedelta(days=60 + 13 * number)
    raw = f"示例办字[{issued.year}] {number}号"
    made = Policy(
        public_id=public_id, title=f"{title}（示例）", doc_no_raw=raw, doc_no=normalise(raw), organisation=office,
        section_id=section, issued_on=issued, effective_on=issued + dt.timedelta(days=30), summary=summary,
        body=BODY.format(summary=summary, phone=office.phone), published_at=city.moment(issued), is_sample=True,
    )  # fmt: skip
    if which in APPLY_DAYS:
        days = APPLY_DAYS[which]
        made.is_applied_for, made.apply_from = True, issued + dt.timedelta(days=30)
        made.apply_until = None if days is None else city.today + dt.timedelta(days=days)
        made.apply_address, made.apply_where = f"https://example.com/apply/{public_id}", f"{office.name}窗口"
    return made


def _end(city: City, own: list[Policy]) -> None:
    """One over by its date, one repealed and one revised by a newer one, one soon over."""
    own[EXPIRED].expires_on = city.today - dt.timedelta(days=20)
    own[EXPIRES_SOON].expires_on = city.today + dt.timedelta(days=18)
    for which, (validity, by, reason) in ENDED.items():
        old = own[which]
        old.validity, old.ended_reason, old.replaced_by = validity, reason, own[by]
        old.ended_on = own[by].effective_on


def _reading(city: City, public_id: str, original: Policy, form: str) -> Policy:
    return Policy(
        public_id=public_id, title=f"{form}：{original.title}", organisation=original.organisation,
        section_id=original.section_id, interprets=original, issued_on=original.issued_on, summary=original.summary,
        body=READING.format(summary=original.summary), published_at=original.published_at, is_sample=True,
    )  # fmt: skip
