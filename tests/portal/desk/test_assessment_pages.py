"""考核: shares reckoned by hand, each point a link to the rows that it counts, by scope, and the formula kept by versions."""

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from layers.assessment.models import Criterion, Formula, formula_on
from layers.assessment.scoring import Cell, Unit
from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.consultations import reference as kinds
from layers.consultations.models import Question, QuestionKind
from layers.devices.models import Kiosk
from layers.staff.scope import scope_of
from layers.usage.models import UsageCount
from layers.workdays.calendar import load_calendar
from tests.harness.cast import make_cast
from tests.harness.clock import Clock
from tests.harness.signing_in import sign_in
from tests.layers.foi.making import application
from tests.layers.places.making import place
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db
BOARD = "/staff/assessment/"
SINCE = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture
def cast(db, monkeypatch):
    Clock(monkeypatch).set("2026-09-30 10:00")
    return make_cast()


@pytest.fixture
def county(cast):
    """Of three places one was looked at this year; of two questions and of two applications one is late; a zone whose terminal
    was on for half the time. The neighbour has one place that nobody ever looked at."""
    kinds.load()
    today = timezone.localdate()
    for name, on in (("甲药店", today), ("乙药店", today - dt.timedelta(days=366)), ("丙药店", None)):
        place(name, cast.village, organisation=cast.bureau, verified_on=on, published_at=SINCE)
    place("邻县药店", cast.neighbour_town, organisation=cast.neighbour_bureau, published_at=SINCE)
    kind = QuestionKind.objects.order_by("working_days").first()
    editor = cast.county_editor
    with acting(editor, scope=scope_of(editor)):
        for text, days in (("迟的", 60), ("早的", 0)):
            asked = Question.objects.create(
                region=cast.county,
                organisation=cast.bureau,
                kind=kind,
                text=text,
                phone="",
                answer="",
                rating_words="",
            )
            Question.objects.filter(pk=asked.pk).update(created_at=timezone.now() - dt.timedelta(days=days))
        application(cast.bureau, "2026-07-01")
        application(cast.bureau, "2026-09-29")
    stood = zone(cast.bureau, "县专区", has_sign=True, published_at=SINCE)
    made = Kiosk.objects.create(
        zone=stood,
        name="大厅",
        secret_hash="a",
        code_until=timezone.now(),
        activated_at=timezone.now() - dt.timedelta(days=300),
    )
    days = load_calendar().working_days_between(dt.date(2026, 6, 30), today, strict=False)
    UsageCount.objects.create(
        day=today, what="beat", module="kiosk", device="kiosk", zone=stood.public_id, count=days * 96 // 2
    )
    return made


def test_points_are_a_straight_line_between_two_shares_and_what_is_not_there_falls_away():
    one = Criterion(code="a", weight=20, none_at=50, full_at=100)
    shares = [(40, 0.0), (50, 0.0), (75, 10.0), (100, 20.0)]
    assert [(good, Cell(one, good, 100).points) for good, _ in shares] == shares
    other = Criterion(code="b", weight=80, none_at=0, full_at=50)
    assert Unit("", {"a": Cell(one, 75, 100), "b": Cell(other)}).score == 50
    assert Unit("", {"a": Cell(one, 75, 100), "b": Cell(other, 1, 2)}).score == 90
    assert Unit("", {"a": Cell(one), "b": Cell(other)}).score is None


def shown(browser, query=""):
    return re.sub(r"\s+", " ", browser.get(f"{BOARD}?period=2026-Q3{query}").content.decode())


def share(page, criterion, unit):
    found = re.search(
        rf'<a href="([^"]+)">([\d.]+)<span class="unseen">分，{criterion}，{unit}</span></a> <span[^>]*>(\d+)%',
        page,
    )
    return found and (found[1].replace("&amp;", "&"), found[2], int(found[3]))


def test_each_point_of_the_county_is_reckoned_by_hand_and_leads_to_what_it_counts(client, cast, county):
    browser = sign_in(client, cast.county_editor)
    page = shown(browser)
    for criterion, points, per_cent in (
        ("网点按年核实", "0.3", 33),
        ("咨询答复按时", "0.0", 50),
        ("依申请公开按时", "0.0", 50),
        ("一体机在线", "3.3", 50),
    ):
        address, *found = share(page, criterion, "合计")
        assert found == [points, per_cent], criterion
        rows = browser.get(address).content.decode()
        assert f"得 {points} 分" in rows
    address, *_ = share(page, "网点按年核实", "湖滨镇")
    rows = browser.get(address).content.decode()
    assert (
        "一共 3，算好的 1" in rows
        and rows.index("丙药店") < rows.index("甲药店")
        and "/staff/places/" in rows
    )
    assert "没有核实日期" in rows and "邻县药店" not in rows and "邻县药店" not in page
    assert share(page, "咨询答复按时", "湖滨镇") is None and share(page, "咨询答复按时", "博兴县本级")
    whole = float(re.search(r"<dd>([\d.]+)<span>分", page)[1])
    assert 0 < whole < 100


def test_offices_and_zones_have_lines_of_their_own(client, cast, county):
    browser = sign_in(client, cast.county_editor)
    by_office = shown(browser, "&by=organisation")
    assert share(by_office, "网点按年核实", cast.bureau.name)[2] == 33
    by_zone = shown(browser, "&by=zone")
    assert (
        share(by_zone, "一体机在线", "县专区")[2] == 50 and share(by_zone, "网点按年核实", "县专区") is None
    )
    assert "设备" in browser.get(share(by_zone, "专区六统一", "县专区")[0]).content.decode()


def test_nobody_sees_more_than_her_scope_and_nonsense_is_refused(client, cast, county):
    browser = sign_in(client, cast.neighbour_editor)
    page = shown(browser)
    assert share(page, "网点按年核实", "合计")[2] == 0 and "县专区" not in shown(browser, "&by=zone")
    assert browser.get(f"{BOARD}?region={cast.county.code}").status_code == 404
    for query in ("period=2026-Q5", "period=2199", "period=2027", "by=planet"):
        assert browser.get(f"{BOARD}?{query}").status_code == 400
    assert browser.get(f"{BOARD}rows?what=nothing").status_code == 400


def test_the_workbook_holds_the_points_the_rows_and_the_formula(client, cast, county):
    browser = sign_in(client, cast.county_editor)
    given = {"period": "2026", "by": "organisation", "region": cast.county.code}
    book = load_workbook(io.BytesIO(browser.post(f"{BOARD}export", given).content))
    points, behind, rules = (list(book[name].values) for name in ("得分", "明细", "办法"))
    at = points[0].index("网点按年核实（5 分）")
    (office,) = [row for row in points if row[0] == cast.bureau.name]
    assert office[at] == 0.3
    assert sorted(row[1] for row in behind if row[0] == "网点按年核实") == ["丙药店", "乙药店", "甲药店"]
    assert ("征地信息公开", 20, 50, 100) in [tuple(row) for row in rules]
    assert AuditEntry.objects.filter(action="export", noun="assessment_formula").count() == 1


def test_another_version_counts_from_its_day_on_and_what_was_told_stays(client, cast, county):
    second = Formula.objects.create(version=2, valid_from=dt.date(2026, 10, 1))
    Criterion.objects.create(formula=second, code="fresh_places", name="网点", weight=100)
    assert formula_on(dt.date(2026, 9, 30)).version == 1 and formula_on(dt.date(2026, 10, 1)) == second
    assert "第 1 版" in shown(sign_in(client, cast.county_editor))
