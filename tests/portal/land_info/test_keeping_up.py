"""加入日历 and 订阅: the running periods of a case or a village as a calendar, what is new of them as a feed."""

import datetime as dt
import xml.etree.ElementTree as ET
from itertools import pairwise

import icalendar
import pytest

from layers.land.models import Posting, Stage, StageKind
from layers.land.publish import withdraw
from layers.regions.models import Succession
from portal.modules.land_info.ics import Event, calendar
from tests.layers.land.factories import case, village

pytestmark = pytest.mark.django_db
D = dt.date
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def plan(places, on):
    """A plan notice of 4 March 2024, which lies open through 3 April."""
    county, _, place = places
    on("2024-04-02")
    return case(county, [place], name="示例县2024年第1批次建设用地", stages={"PLAN_NOTICE": D(2024, 3, 4)})


def events(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def entries(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    return [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}title")) for one in feed.iter(f"{ATOM}entry")]


def test_a_running_period_is_a_day_in_the_calendar_with_a_reminder_the_day_before(client, plan):
    (event,) = events(client, f"/c/{plan.public_id}.ics")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (D(2024, 4, 3), D(2024, 4, 4))
    assert event["uid"] == f"{plan.public_id}-plan_notice@cuntu"
    assert event["summary"] == f"征地补偿安置公告最后一天：{plan.name}"
    assert "满 30 日为2024年4月3日" in event["description"]
    assert event["url"].endswith(f"/c/{plan.public_id}")
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == dt.timedelta(days=-1)


def test_after_the_last_day_the_calendar_is_empty(client, plan, on):
    on("2024-04-04")
    assert events(client, f"/c/{plan.public_id}.ics") == []


def test_a_period_that_waits_for_a_posting_is_tentative(client, plan):
    village = plan.case_villages.get().village
    Posting.objects.create(
        stage=plan.stages.get(), place_kind="village", region=village, place="公示栏", posted_on=D(2024, 3, 4)
    )
    (event,) = events(client, f"/c/{plan.public_id}.ics")
    assert (event["status"], event.decoded("dtstart")) == ("TENTATIVE", D(2024, 5, 6))
    assert "等湖滨镇、东村的村民小组张贴后起算" in event["description"]


def test_the_village_has_the_periods_and_entries_of_its_former_villages_too(client, plan, places):
    _, town, place = places
    now = village("新村村委会", "371625104299", town)
    Succession.objects.create(predecessor=place, successor=now, on=D(2023, 1, 1))
    assert [event["uid"] for event in events(client, f"/v/{now.code}.ics")] == [
        f"{plan.public_id}-plan_notice@cuntu"
    ]
    assert [title for _, title in entries(client, f"/v/{now.code}.atom")] == [
        f"征地补偿安置公告：{plan.name}"
    ]


def test_the_lines_are_folded_at_75_octets_end_in_crlf_and_read_back_whole():
    words = "征地,补偿;安置\\公告\n第二行\r\n" + "很长的名字" * 30
    text = calendar(
        "村", [Event("1@cuntu", D(2024, 4, 3), words, words, "https://x.example/")], dt.datetime.now(dt.UTC)
    )
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == words.replace("\r\n", "\n")


def test_a_control_character_in_a_name_breaks_no_line():
    text = calendar("村", [Event("1@cuntu", D(2024, 4, 3), "甲\x00乙\x0b\u2028丙", "", "https://x.example/")],
                    dt.datetime.now(dt.UTC))  # fmt: skip
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == "甲乙丙"


def test_each_notice_and_document_is_an_entry_with_an_id_that_stays(client, plan, publish_document):
    document = publish_document(plan, "plan_notice", "补偿安置公告", versions=2)
    kind = StageKind.objects.get(regime="R4_2021", code="PLAN_NOTICE")
    Stage.objects.create(case=plan, kind=kind, version=2, posted_on=D(2024, 3, 20))
    Stage.objects.create(case=plan, kind=kind, version=3, posted_on=D(2024, 4, 3))
    found = dict(entries(client, f"/c/{plan.public_id}.atom"))
    case_id = f"urn:x-cuntu:case:{plan.public_id}:plan_notice"
    assert found == {
        f"{case_id}:1": f"征地补偿安置公告：{plan.name}",
        f"{case_id}:2": f"征地补偿安置公告（更正，第 2 版）：{plan.name}",
        f"urn:x-cuntu:document:{document.public_id}:2": "征地补偿安置公告：补偿安置公告",
    }


def test_the_newest_entry_stands_first_and_the_feed_names_itself(client, plan, places):
    case(places[0], [places[2]], stages={"PRE_NOTICE": D(2024, 3, 20)})
    response = client.get(f"/v/{places[2].code}.atom")
    feed = ET.fromstring(response.content)
    dates = [one.findtext(f"{ATOM}updated") for one in feed.iter(f"{ATOM}entry")]
    assert len(dates) == 2
    assert all(first > second for first, second in pairwise(dates))
    assert feed.findtext(f"{ATOM}id") == f"urn:x-cuntu:village:{places[2].code}"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith(f"/v/{places[2].code}.atom")
    assert links["alternate"].endswith(f"/v/{places[2].code}")


@pytest.mark.parametrize("kind", ["ics", "atom"])
def test_what_was_withdrawn_is_gone_for_subscribers_too(client, plan, kind):
    withdraw(plan, "范围有误")
    response = client.get(f"/c/{plan.public_id}.{kind}")
    assert response.status_code == 410
    assert "范围有误" in response.content.decode()
    assert plan.name not in client.get(f"/v/371625104201.{kind}").content.decode()


@pytest.mark.parametrize("kind", ["ics", "atom"])
@pytest.mark.parametrize("key", ["c/000000000", "v/371625104000", "v/37"])
def test_what_is_not_there_is_not_there_to_subscribe_to(client, plan, kind, key):
    assert client.get(f"/{key}.{kind}").status_code == 404


@pytest.mark.parametrize("kind", ["ics", "atom"])
def test_the_subscribers_of_a_merged_village_are_led_on(client, plan, places, kind):
    _, town, place = places
    now = village("新村村委会", "371625104299", town)
    Succession.objects.create(predecessor=place, successor=now, on=D(2023, 1, 1))
    place.valid_to = D(2023, 1, 1)
    place.save()
    response = client.get(f"/v/{place.code}.{kind}")
    assert (response.status_code, response["Location"]) == (302, f"/v/{now.code}.{kind}")


def test_the_pages_name_both_in_their_head_and_in_plain_words(client, plan):
    for page in (f"/c/{plan.public_id}", "/v/371625104201"):
        html = client.get(page).content.decode()
        assert '<link rel="alternate" type="application/atom+xml" title' in html
        assert html.count(f'href="{page}.atom"') == html.count(f'href="{page}.ics"') == 2
        assert "加入日历" in html
    assert "加入日历" not in client.get(f"/c/{plan.public_id}?device=kiosk").content.decode()
