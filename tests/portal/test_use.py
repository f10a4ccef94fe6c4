"""What the public pages are used for is counted from the pattern of their address, without a query, and tells nobody."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.urls import get_resolver
from django.utils import timezone

from layers.audit.models import AuditEntry
from layers.usage import counting
from layers.usage.models import UsageCount, What
from portal.desk.usage import _module
from portal.use import NO_VISIT, module_of
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in
from tests.layers.places.making import place
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Mobile"}


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch):
    monkeypatch.setattr(counting, "_counts", Counter())


@pytest.fixture
def cast(db):
    return make_cast()


def written():
    counting.write()
    return {(one.what, one.module, one.device, one.zone): one.count for one in UsageCount.objects.all()}


def test_visits_empty_searches_sheets_and_routes_are_counted_by_module_device_and_zone(client, cast):
    found = place("东村卫生室", cast.village)
    stood = zone(cast.bureau, "县专区")
    client.get("/about/")
    client.get("/about/", **PHONE)
    client.get("/search?q=没有这样的东西", **PHONE)
    client.get("/zones/nosuch000")
    client.get("/about/", HTTP_USER_AGENT="Baiduspider/2.0")
    client.get("/map/list", HTTP_SEC_FETCH_DEST="empty")
    client.get("/data/", HTTP_SEC_FETCH_DEST="document")
    client.head("/about/")
    client.get(f"/map/{found.public_id}/way?lng=118.1&lat=37.2")
    client.get(f"/v/{cast.village.code}/poster.pdf")
    client.cookies.load({"device": "kiosk", "zone": stood.public_id})
    client.get("/about/")
    client.post("/kiosk/print", {"pages": 1}, content_type="application/json")
    assert written() == {
        ("visit", "pages", "pc", ""): 2,
        ("visit", "pages", "phone", ""): 2,
        ("no_result", "pages", "phone", ""): 1,
        ("route", "convenience_map", "pc", ""): 1,
        ("print", "land_info", "pc", ""): 1,
        ("visit", "pages", "kiosk", stood.public_id): 1,
        ("print", "kiosk", "kiosk", stood.public_id): 1,
    }
    columns = {one.name for one in UsageCount._meta.get_fields()}
    assert columns == {"id", "day", "what", "module", "device", "zone", "count"}


def test_the_desk_is_no_visit_and_a_zone_that_was_made_up_is_none(client, cast):
    sign_in(client, cast.county_editor).get("/staff/")
    client.logout()
    client.cookies.load({"device": "kiosk", "zone": "000000000"})
    client.get("/about/")
    assert written() == {("visit", "pages", "kiosk", ""): 1}


def test_counting_costs_a_page_no_query(client, cast, django_assert_num_queries):
    client.get("/about/")
    with django_assert_num_queries(0):
        counting.count(What.VISIT, "pages", "pc", "000000000")


def test_what_cannot_be_written_is_kept_for_the_next_time(db):
    counting.count(What.VISIT, "x" * 41, "pc")
    counting.count(What.VISIT, "pages", "pc")
    assert counting.write() == 0 and not UsageCount.objects.exists()
    counting._counts = Counter(
        {key: number for key, number in counting._counts.items() if key.module == "pages"}
    )
    assert counting.write() == 1 and UsageCount.objects.get().count == 1


def test_numbers_below_five_are_not_told_nor_found_by_subtraction(client, cast):
    own, other = zone(cast.bureau, "县专区"), zone(cast.neighbour_bureau, "邻县专区")
    today = timezone.localdate()
    for module, device, where, number in (
        ("pages", "pc", "", 40), ("land_info", "pc", "", 4), ("land_info", "kiosk", own.public_id, 7),
        ("land_info", "kiosk", other.public_id, 90), ("videos", "pc", "", 3),
    ):  # fmt: skip
        UsageCount.objects.create(
            day=today, what="visit", module=module, device=device, zone=where, count=number
        )
    browser = sign_in(client, cast.county_editor)
    shown = browser.get("/staff/usage/").content.decode()
    # Of three modules one is below five; the next smallest is left out beside it.
    assert shown.count(">101</td>") == 2 and shown.count("不显示</td>") == 2
    assert not re.search(r">(3|40|141|144)</td>", shown)
    by_device = browser.get("/staff/usage/?by=device").content.decode()
    assert ">97</td>" in by_device and ">47</td>" in by_device
    by_zone = browser.get("/staff/usage/?by=zone").content.decode()
    assert (
        "县专区" in by_zone
        and ">7</td>" in by_zone
        and "邻县专区" not in by_zone
        and ">90</td>" not in by_zone
    )
    assert ">101</td>" not in browser.get("/staff/usage/?period=2020").content.decode()
    assert browser.get("/staff/usage/?period=2026-13").status_code == 400
    sheet = browser.post("/staff/usage/export", {"period": f"{today:%Y}", "by": "module"})
    assert sheet.status_code == 200 and sheet["Content-Disposition"].endswith(
        f'usage-{today:%Y}-module.xlsx"'
    )
    assert AuditEntry.objects.filter(action="export", noun="usage_usagecount").count() == 1


def test_every_folder_of_pages_is_called_by_its_name_at_the_desk():
    def views(patterns):
        for one in patterns:
            yield from views(one.url_patterns) if hasattr(one, "url_patterns") else [one.callback]

    asked = (
        SimpleNamespace(resolver_match=SimpleNamespace(func=view))
        for view in views(get_resolver().url_patterns)
    )
    folders = {module_of(request) for request in asked} - NO_VISIT
    assert sorted(folder for folder in folders if _module(folder) == folder) == []
