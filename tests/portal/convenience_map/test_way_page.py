"""/map/<id>/way: how to get there from the village, from where one stands, from the zone of a kiosk; or why not."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.contrib.gis.geos import Point

from layers.places.models import Entrance
from layers.regions.chosen import COOKIE
from layers.zones.models import Zone
from tests.layers.places.making import place
from tests.layers.roads.conftest import dataset
from tests.layers.roads.making import at, road

pytestmark = pytest.mark.django_db
STREETS = [
    road((0, 0), (4, 0), name="一路"),
    road((4, 0), (4, 3), name="二路"),
    road((0, 0), (0, 3)),
    road((0, 3), (4, 3)),
]


@pytest.fixture
def clinic(regions):
    return place("湖滨卫生院", regions["village"], at=at(4, 2), phone="0100-2123456")


@pytest.fixture
def roads(settings):
    settings.DEMO = True
    return dataset(edges=STREETS, forbidden=[], source="sample")


def page(client, made, query="", **headers):
    response = client.get(f"/map/{made.public_id}/way{query}", headers=headers)
    assert response.status_code == 200
    return response, response.content.decode()


def steps(html):
    return [
        re.sub(r"\s*<.*", "", one)
        for one in re.findall(r"<li>(.*?)</li>", html.split('class="way-steps"')[1].split("</ol>")[0])
    ]


def test_from_the_chosen_village_step_by_step_with_the_remark_of_a_sketch(client, clinic, roads):
    client.cookies[COOKIE] = "990101201000"
    response, html = page(client, clinic)
    assert "从<strong>柳桥村</strong>出发" in html
    assert steps(html) == ["沿一路向东走", "左转进入二路", "到达目的地"]
    assert "约 600 米，开车约 1 分钟" in html
    assert "示意路线，只作演示" in html
    assert 'id="map-route"' in html
    # The village is no secret, but the page is its visitor's; a position makes it nobody's.
    assert response.headers.get("Cache-Control") != "no-store"


def test_from_a_position_on_foot_and_the_position_goes_along_but_is_kept_by_nobody(client, clinic, roads):
    lng, lat = at(0, 1)
    response, html = page(client, clinic, f"?lng={lng:.5f}&lat={lat:.5f}&mode=walk")
    assert response["Cache-Control"] == "no-store"
    assert "从<strong>您的位置</strong>出发" in html and "步行约" in html
    assert f"mode=car&amp;lng={lng:.5f}&amp;lat={lat:.5f}" in html
    # What a phone takes along is where one goes, not where one came from.
    take = html.split('id="take"')[1].split("</dialog>")[0]
    assert f"/go/{clinic.public_id}<" in take and f"{lng:.5f}" not in take


def test_another_way_is_chosen_by_its_link(client, clinic, roads):
    client.cookies[COOKIE] = "990101201000"
    _, html = page(client, place("东北角", clinic.region, at=at(4, 2.9)), "?way=2")
    assert re.search(r'href="\?mode=car&amp;way=2" aria-current="true"', html)
    assert steps(html)[0] == "沿乡道向北走"


def test_the_way_leads_to_the_main_entrance(client, clinic, roads):
    Entrance.objects.create(place=clinic, name="北门", is_main=True, location=Point(*at(3, 3), srid=4490))
    client.cookies[COOKIE] = "990101201000"
    _, html = page(client, clinic)
    assert "到北门" in html and steps(html) == ["沿乡道向北走", "到达目的地"]


def test_without_an_origin_the_page_asks_for_one(client, clinic, roads):
    _, html = page(client, clinic)
    assert "从哪里出发？" in html and 'href="/land/"' in html and 'id="way-here"' in html
    assert client.get(f"/map/{clinic.public_id}/way.gpx").status_code == 404


def test_a_kiosk_starts_from_its_zone_and_opens_nothing(client, clinic, roads):
    hall = place("便民大厅", clinic.region, at=at(0, 3))
    zone = Zone.objects.create(
        name="湖滨专区", region=clinic.region, place=hall, organisation=_organisation(clinic.region)
    )
    client.cookies["zone"], client.cookies["device"] = zone.public_id, "kiosk"
    _, html = page(client, clinic)
    assert "从<strong>湖滨专区（您站的地方）</strong>出发" in html
    assert "用地图导航" not in html and "way.gpx" not in html and 'id="way-here"' not in html
    assert "在手机上导航" in html


def _organisation(region):
    from layers.organisations.models import Organisation

    return Organisation.objects.create(name="示例单位", region=region)


def test_unlicensed_roads_leave_direction_and_map_apps_to_the_public_and_the_way_to_the_desk(
    client, clinic, settings, django_user_model
):
    settings.DEMO = False
    dataset(edges=STREETS, forbidden=[], source="osm")
    client.cookies[COOKIE] = "990101201000"
    _, html = page(client, clinic)
    assert "道路数据还不能向公众提供路线，请用地图应用导航" in html
    assert "在东北方向，直线距离约 450 米" in html
    assert f"/go/{clinic.public_id}?mode=car" in html
    assert "way-steps" not in html and "map-route" not in html
    assert client.get(f"/map/{clinic.public_id}/way.gpx").status_code == 404
    client.force_login(django_user_model.objects.create(username="clerk", is_staff=True))
    _, html = page(client, clinic)
    assert steps(html)[-1] == "到达目的地"


def test_without_roads_or_with_none_near_the_page_says_so(client, clinic, settings):
    client.cookies[COOKIE] = "990101201000"
    assert "还没有登记道路数据" in page(client, clinic)[1]
    settings.DEMO = True
    dataset(edges=[road((0, 0), (1, 0))], forbidden=[])
    assert "太远了，算不出路线" in page(client, place("远处", clinic.region, at=at(20, 20)))[1]
    assert "没有看懂位置，请重新定位，或者选您的村" in page(client, clinic, "?lng=x&lat=1")[1]
    for query in ("?lng=x&lat=1", "?mode=bus", "?way=9", "?lng=NaN&lat=37"):
        assert client.get(f"/map/{clinic.public_id}/way{query}").status_code == 200


def test_the_gpx_holds_the_line_and_the_steps(client, clinic, roads):
    client.cookies[COOKIE] = "990101201000"
    response = client.get(f"/map/{clinic.public_id}/way.gpx?mode=bicycle")
    assert response["Content-Type"] == "application/gpx+xml"
    assert "attachment" in response["Content-Disposition"]
    root = ElementTree.fromstring(response.content)
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    points = [(float(one.get("lon")), float(one.get("lat"))) for one in root.findall(".//g:trkpt", space)]
    assert points[0] == pytest.approx(at(0, 0), abs=2e-6) and points[-1] == pytest.approx(at(4, 2), abs=2e-6)
    assert "左转进入二路" in root.find("g:trk/g:desc", space).text
    assert "示意路线" in root.find("g:metadata/g:desc", space).text
