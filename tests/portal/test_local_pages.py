"""本地特色: the tiles of the front page, the pages behind them, and E 27 of the acceptance list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layers.audit.models import AuditEntry
from layers.channels.models import Website
from layers.local_modules.models import LocalModule
from layers.regions.chosen import COOKIE
from tests.harness.cast import make_cast
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.local_modules.making import local_module
from tests.layers.places.making import category
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"


@pytest.fixture
def cast(db):
    return make_cast()


def page(client, address, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page_has_a_counties_tiles_for_who_has_chosen_a_village_there_only(client, cast):
    assert "本地特色" not in page(client, "/")
    made = local_module(cast.county, cast.bureau, "草编之乡", summary="看看老手艺")
    assert "草编之乡" not in page(client, "/")
    client.cookies[COOKIE] = cast.village.code
    html = page(client, "/")
    assert f'href="/local/{made.public_id}"' in html and "看看老手艺" in html


def test_a_tile_for_phones_is_on_phones_alone(client, cast):
    local_module(cast.city, cast.city_office, "手机栏目", devices=["phone"])
    assert "手机栏目" in page(client, "/", headers={"user-agent": PHONE})
    assert "手机栏目" not in page(client, "/", headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64)"})
    assert "手机栏目" not in page(client, "/?device=kiosk", headers={"user-agent": PHONE})
    assert "User-Agent" in client.get("/")["Vary"]


def test_a_page_a_list_and_a_class_of_the_map(client, cast):
    text = local_module(cast.city, cast.city_office, "年画", body="第一段。\n\n<b>第二段</b>")
    html = page(client, text.get_absolute_url())
    assert "<p>第一段。</p>" in html and "&lt;b&gt;第二段&lt;/b&gt;" in html
    rows = [{"title": "甲社", "phone": "0000-12345"}, {"title": "乙社", "address": "https://example.com/b"}]
    listed = local_module(cast.city, cast.city_office, "合作社", kind="list", rows=rows)
    html = page(client, listed.get_absolute_url())
    assert html.index("甲社") < html.index("乙社") and 'href="tel:0000-12345"' in html
    kiosk = page(client, f"{listed.get_absolute_url()}?device=kiosk")
    assert 'href="https://example.com/b"' not in kiosk and "https://example.com/b" in kiosk
    kind = category()
    mapped = local_module(cast.city, cast.city_office, "医院", kind="map_layer", category=kind)
    assert f'href="/map/?category={kind.code}"' in page(client, "/")
    assert client.get(f"/local/{mapped.public_id}").url == f"/map/?category={kind.code}"


def test_what_hides_another_has_no_page_and_what_is_over_says_so(client, cast):
    above = local_module(cast.city, cast.city_office)
    hiding = local_module(cast.county, cast.bureau, "不显示", kind="hidden", replaces=above)
    assert client.get(f"/local/{hiding.public_id}").status_code == 404
    LocalModule.objects.filter(pk=above.pk).update(shown_until="2024-03-04")
    assert "已于 2024-03-04 结束" in page(client, f"/local/{above.public_id}")
    LocalModule.objects.filter(pk=above.pk).update(
        withdrawn_at="2024-03-05T00:00+08:00", withdrawal_reason="停用"
    )
    assert client.get(f"/local/{above.public_id}").status_code == 410


def test_the_front_page_asks_once_for_all_local_modules(client, cast):
    for number in range(3):
        local_module(cast.city, cast.city_office, f"栏目{number}")
    client.cookies[COOKIE] = cast.village.code
    client.get("/")
    with CaptureQueriesContext(connection) as found:
        client.get("/")
    assert sum('FROM "local_modules' in query["sql"] for query in found.captured_queries) == 1


def new_draft(client, cast):
    """The editor's address of a new draft."""
    made = client.post("/staff/local-modules/new")
    assert made.status_code == 302
    return made.url


def test_a_touch_screen_in_the_countys_hall_shows_the_countys_modules_and_not_the_neighbours(client, cast):
    local_module(cast.county, cast.bureau, "本县栏目")
    local_module(cast.neighbour, cast.neighbour_bureau, "邻县栏目")
    hall = zone(cast.bureau)
    client.get(f"/zones/{hall.public_id}/here")
    html = page(client, "/")
    assert "本县栏目" in html
    assert "邻县栏目" not in html


def test_e27_unsafe_addresses_are_refused_in_the_editor_and_a_site_that_forbids_framing_is_a_card(
    client, cast
):
    desk = sign_in(client, cast.county_editor)
    editor = new_draft(desk, cast)
    for address in ("javascript:alert(1)", "http://10.0.0.1"):
        form = form_of(desk.get(editor))
        answer = desk.post(
            editor, form | {"title": "信用公示", "kind": "link", "address": address, "do": "check"}
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        assert re.search(r'href="#id_address">[^<]*网址', html), re.findall(r'href="#id_[^<]*', html)
    site = local_module(
        cast.county, cast.bureau, "信用公示", kind="link", address="https://example.com/credit",
        framing=Website.Framing.FORBIDDEN,
    )  # fmt: skip
    client.logout()
    html = page(client, f"/local/{site.public_id}?device=kiosk")
    assert (
        'class="qr"' in html
        and "在这台机器上看" not in html
        and 'href="https://example.com/credit"' not in html
    )
    assert client.get(f"/local/{site.public_id}/framed").url == f"/local/{site.public_id}"
    LocalModule.objects.filter(pk=site.pk).update(framing=Website.Framing.ALLOWED)
    framed = client.get(f"/local/{site.public_id}/framed")
    assert "frame-src https://example.com" in framed["Content-Security-Policy"]
    assert "allow-top-navigation" not in framed.content.decode()


def test_e27_another_countys_module_is_not_there_for_who_guesses_its_id_and_that_is_recorded(client, cast):
    other = local_module(cast.neighbour, cast.neighbour_bureau, "邻县栏目")
    desk = sign_in(client, cast.county_editor)
    here = f"/staff/local-modules/{other.public_id}/"
    before = AuditEntry.objects.filter(refused=True).count()
    assert desk.get(here).status_code == 404
    assert desk.post(f"{here}change").status_code == 404
    assert desk.post(f"{here}withdraw", {"reason": "不要了"}).status_code == 404
    assert AuditEntry.objects.filter(refused=True).count() == before + 3
    assert "邻县栏目" not in desk.get("/staff/local-modules/").content.decode()


def test_a_town_editor_is_offered_no_new_module(client, cast):
    desk = sign_in(client, cast.town_editor)
    assert "新建" not in desk.get("/staff/local-modules/").content.decode()
    assert desk.post("/staff/local-modules/new").status_code == 404
