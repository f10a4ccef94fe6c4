"""A map as one file that needs nothing from outside."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from layers.maps.folium_map import export
from layers.places.models import Place
from layers.staff.models import User
from tests.layers.api.world import world

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
# What a browser would fetch: an element's address, an import, a picture of a style.
FETCHED = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref)\s*=\s*["']?(?!data:)[\w/.:]|@import|url\(\s*["']?(?!data:|#)""", re.I
)


@pytest.fixture
def here(db):
    return world()


def features(page):
    (data,) = re.findall(r"_add\((\{.*\})\);", page)
    return json.loads(data)["features"]


@pytest.mark.parametrize("what", ["regions", "places", "parcels", "cases"])
def test_no_address_outside_the_file_remains(here, what):
    page = export(what).html
    outside_scripts = re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert not FETCHED.search(outside_scripts)
    assert not re.search(r"https?://", outside_scripts)
    # Leaflet itself names SVG's namespace and its own home page in the attribution, and fetches neither.
    named = set(re.findall(r"https?://([\w.-]+)", page))
    assert named <= {"www.w3.org", "leafletjs.com"}


def test_the_file_holds_the_public_rows_their_marks_and_the_watermark(here, settings):
    settings.DEMO = True
    page = export("places").html
    assert {one["properties"]["name"] for one in features(page)} == {"东村卫生室", "湖滨小学", "远处卫生室"}
    assert "示意图" in page and 'class="watermark">示例数据' in page
    settings.DEMO = False
    assert 'class="watermark"' not in export("places").html


def test_a_case_is_exported_by_its_id_as_its_parcels(here):
    found = export(here.case.public_id.lower())
    assert here.case.name in found.file_name and found.file_name.endswith(".html")
    (feature,) = features(found.html)
    assert feature["properties"]["parcel_no"] == "DK-01"


def test_a_name_is_text_and_never_markup(here):
    Place.objects.filter(pk=here.clinic.pk).update(name=EVIL)
    page = export("places").html
    assert EVIL not in page and "<img src=x" not in page
    named = {one["properties"]["name"] for one in features(page)}
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in named


@pytest.mark.parametrize("what", ["roads", "000000001", "../etc/passwd", ""])
def test_what_is_neither_layer_nor_case_is_refused(db, what, tmp_path):
    with pytest.raises(CommandError, match=r"图层|案件"):
        call_command("export_map", what, "--out", str(tmp_path / "map.html"))
    assert list(tmp_path.iterdir()) == []


def test_a_case_without_public_parcels_is_refused_with_the_reason(here, tmp_path):
    with pytest.raises(CommandError, match="没有公开的地块图形"):
        call_command("export_map", here.old.public_id, "--out", str(tmp_path / "map.html"))


def test_the_command_writes_the_file(here, tmp_path, capsys):
    out = tmp_path / "map.html"
    call_command("export_map", "cases", "--out", str(out))
    assert capsys.readouterr().out.strip() == str(out)
    assert len(features(out.read_text())) == 1


def test_only_staff_may_take_a_map_and_only_as_a_download(client, here):
    assert client.get("/staff/maps/").status_code == 302
    client.force_login(User.objects.create_user("citizen", password="correct horse battery"))
    assert client.get("/staff/maps/?what=places").status_code == 302
    client.force_login(User.objects.create_user("clerk", password="correct horse battery", is_staff=True))
    assert "整个图层" in client.get("/staff/maps/").content.decode()
    answer = client.get("/staff/maps/?what=places")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E4%BE%BF%E6%B0%91%E7%BD%91%E7%82%B9" in answer["Content-Disposition"]
    refused = client.get("/staff/maps/?what=roads")
    assert refused.status_code == 400 and "应为图层" in refused.content.decode()


@pytest.mark.browser
def test_the_file_opens_in_a_browser_that_fetches_nothing(here, tmp_path, page):
    out = tmp_path / "map.html"
    call_command("export_map", "regions", "--out", str(out))
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(out.as_uri())
    page.wait_for_selector(".leaflet-container canvas")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert problems == []
    page.mouse.click(300, 300)
    assert "村委会" in page.inner_text(".leaflet-popup-content")
