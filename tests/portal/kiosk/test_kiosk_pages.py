"""A kiosk at its own addresses, and at the desk."""

import datetime as dt
import re

import pytest
from django.test import Client

from layers.audit.models import AuditEntry
from layers.devices.identity import activate, make, revoke
from layers.devices.models import Sign
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in
from tests.layers.land.factories import case
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    made = make_cast()
    made.hall = zone(made.bureau, colour="#2d6a4f")
    made.hall.home_modules.create(module="government_sites")
    return made


def kiosk(client, cast):
    """The client as a device that was activated by hand."""
    made, code = make(cast.hall, "大厅东侧")
    assert client.post("/kiosk/", {"code": code})["Location"] == "/kiosk/"
    return made


def beat(client, **told):
    told = {"version": "Chromium/1", "uptime_s": 1, "bundle_at": None} | told
    return client.post("/kiosk/heartbeat", told, content_type="application/json")


def test_the_code_of_the_desk_makes_a_kiosk_with_zone_area_colours_and_order(client, cast):
    editor = sign_in(Client(), cast.county_editor)
    html = editor.post("/staff/kiosks/", {"zone": cast.hall.public_id, "name": "大厅东侧"}).content.decode()
    code = re.search(r'id="code">([^<]+)<', html)[1]
    assert code not in editor.get("/staff/kiosks/").content.decode(), "shown once"
    assert client.post("/kiosk/", {"code": code}).status_code == 302
    token = client.cookies["kiosk"]
    assert (token["path"], token["httponly"], token["samesite"]) == ("/kiosk/", True, "Strict")
    home = client.get("/").content.decode()
    assert 'data-device="kiosk"' in home and f"{cast.hall.get_absolute_url()}/theme.css" in home
    small = home.split("tiles-small")[1]
    assert small.index('href="/sites/"') < small.index('href="/know/"')
    assert client.cookies["area"].value == cast.county.code
    assert beat(client).json()["state"] == "known"
    listed = editor.get("/staff/kiosks/").content.decode()
    assert "大厅东侧" in listed and ">在线<" in listed
    told = AuditEntry.objects.filter(noun="devices_kiosk").order_by("id").values_list("action", "actor_name")
    assert list(told) == [("insert", str(cast.county_editor)), ("update", "匿名")]


def test_a_wrong_code_says_what_to_do_and_guessing_ends(client, cast, settings):
    settings.KIOSK_CODES_OF_A_SOURCE = 2
    answers = [client.post("/kiosk/", {"code": "0000-0000-0000"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert "请管理员换一个新的" in answers[0].content.decode()


def test_a_revoked_token_and_a_foreign_one_give_a_plain_page_and_the_health_page_says_so(client, cast):
    made = kiosk(client, cast)
    revoke(made)
    assert beat(client).status_code == 403
    assert "theme.css" not in client.get("/").content.decode()
    assert "已被收回，或者不是本站发的" in client.get("/kiosk/").content.decode()
    stranger = Client()
    stranger.cookies["kiosk"] = "of-another-city"
    assert beat(stranger).json() == {"state": "unknown"}
    assert not Sign.objects.exists()


def test_a_token_opens_nothing(client, cast):
    kiosk(client, cast)
    for address in ("/staff/", "/staff/kiosks/"):
        assert "/staff/login/" in client.get(address)["Location"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"uptime_s": -1}', '{"uptime_s": "1"}', '{"bundle_at": "gestern"}',
     '{"bundle_at": "2026-01-01"}', '{"bundle_at": "0001-01-01T00:00:00+23:00"}', '{"version": "\\ud800"}',
     '{"version": "a\\u0000"}', '{"version": 1}', "[" * 1500, "x" * 3000],
)  # fmt: skip
def test_a_malformed_sign_of_life_is_refused_in_chinese_and_never_fails(client, cast, body):
    kiosk(client, cast)
    answer = client.post("/kiosk/heartbeat", body, content_type="application/json")
    assert answer.status_code == (200 if body == "" else 400)
    if body:
        assert re.search("[一-鿿]", answer.json()["error"]["message"])


def test_a_sign_of_life_leaves_no_entry_in_the_trail(client, cast):
    kiosk(client, cast)
    before = AuditEntry.objects.count()
    beat(client)
    assert AuditEntry.objects.count() == before


def test_a_kiosk_comes_back_to_its_zone_by_itself(client, cast):
    kiosk(client, cast)
    del client.cookies["zone"]
    beat(client)
    assert client.cookies["zone"].value == cast.hall.public_id


def test_the_idle_page_names_the_zone_and_forgets_the_visitor(client, cast):
    kiosk(client, cast)
    sign_in(client, cast.county_editor)
    for name, value in (("village", cast.village.code), ("size", "large"), ("contrast", "high")):
        client.cookies[name] = value
    client.get("/kiosk/attract")
    for name in ("village", "size", "contrast", "sessionid", "csrftoken"):
        assert client.cookies[name].value == "", name
    assert "东县专区" in client.get("/kiosk/attract").content.decode()
    assert client.get("/staff/").status_code == 302, "the session has ended at the server, too"


def test_the_idle_page_shows_what_is_new_where_it_stands_and_not_where_the_last_visitor_lives(client, cast):
    case(cast.county, [cast.village], name="本村批次", stages={"PRE_NOTICE": dt.date(2024, 3, 4)})
    case(cast.neighbour, [cast.neighbour_town], name="邻县批次", stages={"PRE_NOTICE": dt.date(2024, 3, 5)})
    client.get(f"{zone(cast.town_government, '东村专区', region=cast.village).get_absolute_url()}/here")
    client.cookies["village"] = "371621101201"
    html = client.get("/kiosk/attract").content.decode()
    assert "本村批次" in html and "邻县批次" not in html


def test_the_idle_page_logs_out_nobody_elsewhere(client, cast):
    sign_in(client, cast.county_editor)
    client.get("/kiosk/attract")
    assert client.get("/staff/").status_code == 200


def test_printing_asks_and_is_told_why_not(client, cast, settings):
    settings.KIOSK_PAGES_A_DAY = 3
    kiosk(client, cast)
    ask = lambda pages: client.post("/kiosk/print", {"pages": pages}, content_type="application/json")  # noqa: E731
    assert ask(2).json() == {"pages_left": 1}
    assert "纸用完了" in ask(2).json()["error"]["message"]
    assert "一次最多 10 张" in ask(200).json()["error"]["message"]
    assert Client().post("/kiosk/print", {"pages": 2}, content_type="application/json").status_code == 200


@pytest.mark.parametrize("extension", ["ics", "atom"])
def test_a_kiosk_gets_no_file_and_is_told_the_way(client, cast, extension):
    address = f"/v/{cast.village.code}.{extension}"
    assert not client.get(address)["Content-Type"].startswith("text/html")
    client.cookies["device"] = "kiosk"
    refused = client.get(address)
    assert refused.status_code == 403 and "不能下载文件。请点“带走”" in refused.content.decode()
    assert client.get(f"{cast.hall.get_absolute_url()}/theme.css").status_code == 200


def test_the_desk_shows_and_changes_those_of_ones_scope_alone(cast):
    made, _ = make(cast.hall, "大厅东侧")
    neighbour = sign_in(Client(), cast.neighbour_editor)
    assert "大厅东侧" not in neighbour.get("/staff/kiosks/").content.decode()
    for step in ("renew", "revoke"):
        assert neighbour.post(f"/staff/kiosks/{made.public_id}/{step}").status_code == 404
    assert neighbour.post("/staff/kiosks/", {"zone": cast.hall.public_id, "name": "x"}).status_code == 404
    reviewer = sign_in(Client(), cast.county_reviewer)
    assert "大厅东侧" in reviewer.get("/staff/kiosks/").content.decode()
    assert reviewer.post(f"/staff/kiosks/{made.public_id}/revoke").status_code == 404
    editor = sign_in(Client(), cast.county_editor)
    html = editor.post(f"/staff/kiosks/{made.public_id}/renew").content.decode()
    activate(re.search(r'id="code">([^<]+)<', html)[1])
    assert editor.post(f"/staff/kiosks/{made.public_id}/revoke").status_code == 302
    assert "已收回" in editor.get("/staff/kiosks/").content.decode()
    for name in ("", "大厅\0", "厅" * 41):
        refused = editor.post("/staff/kiosks/", {"zone": cast.hall.public_id, "name": name})
        assert refused.status_code == 422 and "请写明放在哪里" in refused.content.decode()
    assert editor.post("/staff/kiosks/", {"zone": "\0", "name": "大厅"}).status_code == 404
    refused = editor.post("/staff/kiosks/", {"zone": "", "name": "大厅"})
    assert refused.status_code == 422 and "请选一个专区" in refused.content.decode()
