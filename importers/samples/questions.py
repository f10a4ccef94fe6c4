"""办事咨询 of the samples: twenty questions in all states, and the answers to five of them for everybody.

They are played backwards from today in working days, so that some are always due soon and one is always late.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from importers.samples.city import City
from importers.samples.foi import days_before, showcase
from importers.samples.organisations import Organisations
from layers.audit.acting import acting
from layers.consultations.filing import add
from layers.consultations.models import EventKind, Question, QuestionKind, SelectedAnswer, State
from layers.foi.retention import everywhere
from layers.organisations.models import Organisation
from layers.services.models import ServiceItem
from layers.workdays.calendar import load_calendar


@dataclass(frozen=True)
class Story:
    """``asked``: so many working days before today. ``answer``: "" while it is open; ``rating`` 0: none."""

    text: str
    asked: int
    kind: str = "consultation"
    is_accepted: bool = False
    is_moved: bool = False
    answer: str = ""
    rating: int = 0
    is_selected: bool = False


STORIES = (
    Story("周六能不能办？", 0),
    Story("材料不齐，能不能先收下？", 0),
    Story("办好以后能不能寄到家里？", 1),
    Story("老人不会用手机，可以由子女代办吗？", 1, is_moved=True),
    Story("要等多久才能拿到结果？", 2),
    Story("外地户口能不能办？", 8),
    Story("停车方便吗？", 1, "simple", is_accepted=True),
    Story("窗口排队太久，建议多开一个窗口。", 6, "suggestion", is_accepted=True),
    Story("登记的名字写错了一个字，怎样更正？", 3, is_accepted=True),
    Story("同一件事跑了两个单位，到底归谁管？", 9, "appeal", is_accepted=True, is_moved=True),
    Story("需要复印几份？", 12, "simple", answer="原件看过就还给您，复印一份就行（示例）。", rating=5, is_selected=True),
    Story("可以请别人代办吗？", 14, answer="可以，带上双方身份证和委托书（示例）。", rating=5, is_selected=True),
    Story("网上交的材料，还要不要到窗口？", 15, answer="网上通过的，不用再到窗口（示例）。", rating=4, is_selected=True),
    Story("证件丢了，补办要不要登报？", 18, answer="不用登报，写一份说明就行（示例）。", is_selected=True),
    Story("收不收费？", 20, "simple", answer="不收费（示例）。", rating=5, is_selected=True),
    Story("中午办不办？", 22, "simple", answer="中午有人值班，可以办（示例）。", rating=3),
    Story("能不能开到电子证明？", 25, answer="可以，办好以后在网上下载（示例）。"),
    Story("受理以后能不能撤回？", 28, answer="决定作出以前可以撤回（示例）。", rating=4),
    Story("电话总占线，请多留一个号码。", 33, "suggestion", is_moved=True, answer="已经加了一条线（示例）。", rating=2),
    Story("去年办的，结果没有收到。", 40, "appeal", answer="查到是地址写错，已经重新寄出（示例）。", rating=3),
)  # fmt: skip


def make_questions(city: City, organisations: Organisations) -> int:
    """In turn to the land office of the showcase county, about nothing, and about the first items; the number of questions."""
    calendar, kinds = load_calendar(), {kind.code: kind for kind in QuestionKind.objects.all()}
    first, office = organisations.items[:6], organisations.land_offices[showcase(city)]
    ids = city.draws.ids("selected-answer")
    with acting(None, scope=everywhere()):
        for number, story in enumerate(STORIES):
            item = first[number % len(first)] if number % 2 else None
            day = days_before(city.today, story.asked, calendar)
            answered = days_before(city.today, max(0, story.asked - 2), calendar)
            handler = item.organisation if item else office
            row = _play(story, handler, item, organisations, kinds[story.kind])
            moments: dict[str, Any] = {"created_at": city.moment(day)}
            if story.answer:
                moments["answered_at"] = city.moment(answered)
            if story.is_selected:
                moments["selected"] = _selected(story, row, answered, ids.next(), city)
            Question.objects.filter(pk=row.pk).update(**moments)
    return len(STORIES)


def _play(
    story: Story,
    handler: Organisation,
    item: ServiceItem | None,
    organisations: Organisations,
    kind: QuestionKind,
) -> Question:
    row = Question(
        organisation=handler, region=handler.region, item=item, kind=kind, text=f"{story.text}（示例）", phone="",
        may_be_selected=story.is_selected, answer="", rating_words="", is_sample=True,
    )  # fmt: skip
    row.save()
    if story.is_moved:
        to = next(one for one in organisations.departments.values() if one.pk != handler.pk)
        detail = {"from": handler.name, "from_id": handler.public_id, "to": to.name}
        row.organisation, row.region = to, to.region
        row.save(update_fields=["organisation", "region"])
        add(row, EventKind.TRANSFERRED, None, detail, "这件事归你们管（示例）")
    if story.is_accepted or story.answer:
        row.state = State.ACCEPTED
        row.save(update_fields=["state"])
        add(row, EventKind.ACCEPTED, None, {"kind": kind.name})
    if story.answer:
        row.state, row.answer, row.answered_at = State.ANSWERED, story.answer, dt.datetime.now(dt.UTC)
        row.save(update_fields=["state", "answer", "answered_at"])
        add(row, EventKind.ANSWERED, None, {})
    if story.rating:
        row.rating = story.rating
        row.save(update_fields=["rating"])
        add(row, EventKind.RATED, None, {"rating": story.rating})
    return row


def _selected(story: Story, row: Question, on: dt.date, key: str, city: City) -> str:
    SelectedAnswer.objects.create(
        public_id=key, organisation=row.organisation, item=row.item, question=story.text, answer=story.answer,
        answered_on=on, published_at=city.moment(city.today), is_sample=True,
    )  # fmt: skip
    return key
