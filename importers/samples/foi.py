"""依申请公开 of the samples: an office for most organisations, twelve applications in all states, three answers for everybody.

They are played backwards from today in working days, so that some are always due soon and one is always late.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from importers.samples.city import City
from importers.samples.organisations import Organisations
from layers.audit.acting import acting
from layers.foi.events import EventKind
from layers.foi.filing import Handed, store
from layers.foi.models import Application, Channel, Mode, Office, PublicAnswer
from layers.foi.retention import everywhere
from layers.foi.rules import Step
from layers.foi.steps import add
from layers.organisations.models import Organisation
from layers.workdays.calendar import WorkCalendar, load_calendar

K = EventKind
# The example of GB 11643 and one of GB 32100: nobody's.
PERSON = {"applicant_kind": "person", "identity_kind": "id_card", "identity_number": "11010519491231002X"}
COMPANY = {
    "applicant_kind": "enterprise", "identity_kind": "credit_code", "identity_number": "91350100M000100Y43",
    "representative": "赵某（示例）", "agent": "钱某（示例）",
}  # fmt: skip
EMPTY = ("representative", "agent", "address", "postcode", "email", "title", "doc_no", "description")
Told = tuple[EventKind, int, str, dict[str, Any]]


@dataclass(frozen=True)
class Story:
    """``filed``, and the number of each step: so many working days before today."""

    who: dict[str, str]
    channel: Channel
    title: str
    filed: int
    steps: tuple[Told, ...] = ()


STORIES = (
    Story(PERSON, Channel.ONLINE, "村集体土地征收补偿登记汇总表", 1),
    Story(PERSON, Channel.COUNTER, "征收土地公告和补偿安置方案", 5),
    Story(COMPANY, Channel.POST, "工业用地出让合同", 28),
    Story(PERSON, Channel.KIOSK, "道路工程的材料", 9, ((K.CORRECTION, 5, "请写明是哪一条道路、哪一年的工程。", {"days": 10}),)),
    Story(
        COMPANY, Channel.COUNTER, "土地整治项目验收意见", 14,
        ((K.CORRECTION, 11, "请写明项目名称或文号。", {"days": 10}), (K.CORRECTED, 6, "项目在东部片区，前年验收。", {})),
    ),
    Story(
        PERSON, Channel.COUNTER, "中标单位的报价明细", 10,
        ((K.CONSULTED, 6, "报价明细是否涉及商业秘密，请提出意见。", {"who": "third_party"}),),
    ),
    Story(
        PERSON, Channel.FAX, "一九九八年的用地批文", 26,
        ((K.RECEIVED, 24, "", {"how": "phone"}), (K.EXTENDED, 8, "年代较久，要到档案馆查找。", {"days": 20})),
    ),
    Story(PERSON, Channel.COUNTER, "同一份征收土地公告", 4, ((K.MERGED, 3, "", {}),)),
    Story(
        PERSON, Channel.ONLINE, "基准地价表", 40,
        (
            (K.RECEIVED, 39, "", {"how": "phone"}), (K.VERIFIED, 39, "", {}),
            (K.ANSWERED, 30, "基准地价表见本站“数据下载”。", {"outcome": "published"}), (K.DELIVERED, 29, "", {"how": "online"}),
        ),
    ),
    Story(
        COMPANY, Channel.POST, "另一企业的项目报价", 60,
        (
            (K.CONSULTED, 57, "是否同意公开，请提出意见。", {"who": "third_party"}),
            (K.OPINION, 48, "属于商业秘密。", {"said": "refuses"}),
            (K.ANSWERED, 44, "第三方不同意公开，且有合理理由，公开会损害其合法权益。", {"outcome": "third_party"}),
            (K.REVIEW, 30, "", {}), (K.REVIEW_RESULT, 8, "", {"result": "upheld"}),
            (K.LAWSUIT, 4, "", {"after_review": True}),
        ),
    ),
    Story(
        PERSON, Channel.PLAIN_POST, "有关文件", 45,
        (
            (K.RECEIVED, 43, "", {"how": "phone"}), (K.CORRECTION, 40, "请写明要什么文件。", {"days": 10}),
            (K.ABANDONED, 27, "", {}),
        ),
    ),
    Story(PERSON, Channel.COUNTER, "村庄规划图", 20, ((K.WITHDRAWN, 18, "", {}),)),
)  # fmt: skip
MERGED_INTO = 1
ANSWERS = (
    (
        "征收土地公告和补偿安置方案在哪里看",
        "published",
        "在本站“征地信息公开”按村就能看到，也可以到村里的公告栏看（示例）。",
    ),
    (
        "某工业园区的规划图",
        "partly",
        "规划总图予以公开；涉及尚未确定的地块，属于过程性信息，不予公开（示例）。",
    ),
    ("一九八五年的用地批文", "not_held", "经检索，本机关没有这份文件，可以向档案馆查询（示例）。"),
)


def make_foi(city: City, organisations: Organisations) -> int:
    """The number of applications."""
    _offices(city, organisations)
    _answers(city, organisations)
    calendar, rows = load_calendar(), list[Application]()
    handlers = [organisations.land_offices[showcase(city)], *list(organisations.departments.values())[:2]]
    with acting(None, scope=everywhere()):
        for number, story in enumerate(STORIES):
            into = rows[MERGED_INTO] if any(kind is K.MERGED for kind, *_ in story.steps) else None
            # What is merged is of one organisation with the other.
            handler = handlers[MERGED_INTO if into else number % len(handlers)]
            rows.append(_play(story, handler, city.today, calendar, into))
    return len(rows)


def showcase(city: City) -> int:
    return next(county.pk for county in city.counties if city.showcase_town.path.startswith(county.path))


def _offices(city: City, organisations: Organisations) -> None:
    ids = city.draws.ids("foi-office")
    counties = [organisations.governments[county.pk] for county in city.counties]
    bodies = [*organisations.departments.values(), *counties, *organisations.land_offices.values()]
    modes = {len(bodies) - 1: Mode.INTAKE, len(bodies) - 2: Mode.LINK}
    Office.objects.bulk_create(
        Office(
            public_id=(key := ids.next()), organisation=body, name="政府信息公开办公室（示例）", mode=modes.get(place, Mode.FULL),
            address=body.address, hours=body.hours, phone=body.phone, published_at=city.moment(city.today), is_sample=True,
            link=f"https://example.com/foi/{key}" if modes.get(place) == Mode.LINK else "",
        )
        for place, body in enumerate(bodies)
    )  # fmt: skip


def _answers(city: City, organisations: Organisations) -> None:
    ids = city.draws.ids("foi-answer")
    office = organisations.land_offices[showcase(city)]
    PublicAnswer.objects.bulk_create(
        PublicAnswer(
            public_id=ids.next(), organisation=office, question=f"{question}（示例）", outcome=outcome, answer=answer,
            answered_on=city.today - dt.timedelta(days=30 * number), published_at=city.moment(city.today), is_sample=True,
        )
        for number, (question, outcome, answer) in enumerate(ANSWERS, 1)
    )  # fmt: skip


def _play(
    story: Story, handler: Organisation, today: dt.date, calendar: WorkCalendar, into: Application | None
) -> Application:
    asked = dict.fromkeys(EMPTY, "") | {
        "name": "示例公司" if story.who is COMPANY else "孙某（示例）", "phone": "13800000000", "delivery": "online",
        "carrier": "electronic", **story.who, "title": f"{story.title}（示例）",
    }  # fmt: skip
    filed = days_before(today, story.filed, calendar)
    row = store(Handed(handler, asked, story.channel, filed, is_sample=True), None)
    events: list[Any] = list(row.events.all())
    for kind, ago, text, given in story.steps:
        on, detail = days_before(today, ago, calendar), dict(given)
        if kind is K.MERGED and into is not None:
            row.merged_into, detail["into"] = into, into.number
            row.save(update_fields=["merged_into"])
        if kind is K.CONSULTED:
            detail |= {"reached_on": on.isoformat(), "until": calendar.deadline(on, 15).date.isoformat()}
        if kind is K.CORRECTION:
            detail["until"] = calendar.deadline(on, detail["days"]).date.isoformat()
        if kind is K.EXTENDED and row.received_on is not None:
            detail["until"] = calendar.deadline(row.received_on, 20 + detail["days"]).date.isoformat()
        add(row, events, Step(kind, on, detail, text), None, calendar)
    return row


def days_before(today: dt.date, n: int, calendar: WorkCalendar) -> dt.date:
    """The n-th working day before today."""
    day = today
    while n:
        day -= dt.timedelta(days=1)
        n -= calendar.is_working_day(day, strict=False)
    return day
