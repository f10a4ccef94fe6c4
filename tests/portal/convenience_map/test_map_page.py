"""/map/ without script: chips, list, filters by GET; and the compact points for the map."""

import re

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layers.documents.models import MediaFile, StoredFile
from layers.organisations.models import Organisation
from layers.places.models import Entrance, HandledItem, Picture, Post, Question
from layers.places.publish import publish, withdraw
from layers.services.models import ServiceItem
from portal.modules.convenience_map import map_page
from tests.layers.places.making import OFFICE, category, place

pytestmark = pytest.mark.django_db


def listed(response):
    """The names in the list, in its order."""
    assert response.status_code == 200
    return re.findall(r'<span class="row-main"><strong>([^<]+)</strong>', response.content.decode())


def test_the_list_stands_without_script_and_links_to_pages(client, regions, always):
    made = place(
        "县医院", regions["village"], hours=always, phone="0543-2123456 转 8001", address="胜利路 1 号"
    )
    html = client.get("/map/").content.decode()
    assert listed(client.get("/map/")) == ["县医院"]
    assert f'href="/map/{made.public_id}"' in html
    assert 'href="tel:05432123456"' in html
    assert f'href="/go/{made.public_id}"' in html
    assert "现在开门 · 24 小时开放" in html
    assert "胜利路 1 号" in html


def test_chips_count_and_filter_and_come_off_again(client, regions):
    school = category("t-school", "t-education", "示例小学", "示例教育", sort_key=2)
    clinic = category("t-clinic", name="示例卫生室", sort_key=2)
    place("县医院", regions["village"])
    place("村卫生室", regions["village"], category=clinic)
    place("小学", regions["village"], category=school)
    html = client.get("/map/").content.decode()
    assert re.search(r'href="/map/\?group=t-medical">.*?示例医疗 <b>2</b>', html, re.DOTALL)
    assert "全部 <b>3</b>" in html
    chosen = client.get("/map/?group=t-medical")
    assert listed(chosen) == ["县医院", "村卫生室"]
    html = chosen.content.decode()
    assert re.search(r'href="/map/" aria-current="true">.*?示例医疗 <b>2</b>', html, re.DOTALL)
    assert 'href="/map/?group=t-medical&amp;category=t-clinic"' in html
    assert listed(client.get("/map/?category=t-clinic")) == ["村卫生室"]


@pytest.mark.parametrize("asked", [{}, {"group": "t-medical"}, {"category": "t-clinic"}])
@pytest.mark.parametrize("is_at_home", [False, True])
def test_of_many_places_only_those_of_the_page_are_put_in_order_and_no_page_differs(
    client, regions, monkeypatch, asked, is_at_home
):
    monkeypatch.setattr(map_page, "PAGE_SIZE", 4)
    kinds = [
        category("t-hospital"), category("t-clinic", name="示例卫生室", sort_key=2),
        category("t-school", "t-education", "示例小学", "示例教育", sort_key=3),
    ]  # fmt: skip
    for number, unit in enumerate(("village", "town", "county", "other") * 6):
        place(f"{number:02}号", regions[unit], category=kinds[number * 7 % 3])
    if is_at_home:
        client.cookies["village"] = regions["village"].code

    def pages():
        return [listed(client.get("/map/", {**asked, "page": page})) for page in range(1, 7)]

    whole = pages()
    assert len({name for page in whole for name in page}) == (
        8 if "category" in asked else 16 if asked else 24
    )
    monkeypatch.setattr(map_page, "MANY", 0)
    assert pages() == whole


def test_words_and_open_now_narrow_the_list(client, regions, always):
    place("县医院", regions["village"], hours=always)
    place("中医院", regions["village"], hours=always)
    place("口腔医院", regions["village"])
    assert listed(client.get("/map/", {"q": "中医", "open": "1"})) == ["中医院"]
    assert sorted(listed(client.get("/map/", {"open": "1"}))) == ["中医院", "县医院"]
    nothing = client.get("/map/", {"q": "口腔", "open": "1"}).content.decode()
    assert "现在没有开门的" in nothing
    assert "/map/?q=%E5%8F%A3%E8%85%94" in nothing


def test_near_sorts_by_distance_and_the_answer_is_kept_by_nobody(client, regions):
    place("远", regions["village"], at=(118.2, 37.0))
    place("近", regions["village"], at=(118.001, 37.0))
    response = client.get("/map/", {"lng": "118.0", "lat": "37.0"})
    assert listed(response) == ["近", "远"]
    assert "约 90 米" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/map/")


def test_the_own_village_comes_first_with_its_distances(client, regions):
    place("甲 别县", regions["far"], at=(118.0, 37.0))
    place("乙 本镇", regions["town"], at=(118.05, 37.0))
    place("丙 本村", regions["village"], at=(118.01, 37.0))
    client.cookies["village"] = regions["village"].code
    response = client.get("/map/")
    assert listed(response) == ["丙 本村", "乙 本镇", "甲 别县"]
    assert "距本村约 890 米" in response.content.decode()


def test_pages_of_the_list_hold_every_place_once(client, regions):
    for n in range(65):
        place(f"医院{n:02}", regions["village"])
    names = [name for page in (1, 2, 3) for name in listed(client.get("/map/", {"page": page}))]
    assert names == [f"医院{n:02}" for n in range(65)]
    assert listed(client.get("/map/", {"page": "99"})) == names[60:]
    near = [
        name
        for page in (1, 2, 3)
        for name in listed(client.get("/map/", {"page": page, "lng": "118", "lat": "37"}))
    ]
    assert sorted(near) == names


@pytest.mark.parametrize(
    "query",
    [
        "nsukey=x&from=timeline", "group=nothing", "category=%27%3B--", "page=0", "page=abc", "page=999999999999",
        "q=%EF%BC%8C", "q=" + "x" * 5000, "lng=abc&lat=37", "lng=NaN&lat=NaN", "lng=118", "open=maybe", "lng=1e9&lat=1",
    ],
)  # fmt: skip
def test_a_page_ignores_what_it_does_not_know(client, regions, query):
    place("县医院", regions["village"])
    assert client.get(f"/map/?{query}").status_code == 200
    assert client.get(f"/map/list?{query}").status_code == 200


def test_the_part_for_script_holds_the_same_list(client, regions):
    place("县医院", regions["village"])
    part = client.get("/map/list")
    assert listed(part) == ["县医院"]
    assert "<html" not in part.content.decode()


# --- points.json --------------------------------------------------------------------------------
def test_points_are_compact_and_in_the_order_of_the_list(client, regions):
    school = category("t-school", "t-education", "示例小学", "示例教育", sort_key=2)
    second = place("小学", regions["village"], at=(118.2, 37.2), category=school)
    first = place("县医院", regions["village"], at=(118.1234567, 37.1))
    answer = client.get("/map/points.json").json()
    assert answer == {
        "total": 2,
        "origin": settings.CITY["area"][:2],
        "categories": answer["categories"],
        "ids": [first.public_id, second.public_id],
        "lng": [112346, 120000],
        "lat": [60000, 70000],
        "category": answer["category"],
        "names": ["县医院", "小学"],
    }
    assert [answer["categories"][n] for n in answer["category"]] == [
        ["示例医院", "hospital", 2],
        ["示例小学", "hospital", 2],
    ]
    assert client.get("/map/points.json?group=t-education").json()["names"] == ["小学"]
    empty = client.get("/map/points.json?q=nothing").json()
    assert (empty["total"], empty["ids"], empty["categories"]) == (0, [], [])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("grup=x", "grup"), ("group=nothing", "group"), ("category=nothing", "category"), ("open=yes", "open"),
        ("q=", "q"), ("q=%EF%BC%8C", "q"), ("q=" + "x" * 101, "q"), ("group=a&group=b", "group"),
        ("lng=118&lat=37", "lng"),
    ],
)  # fmt: skip
def test_points_refuse_what_they_do_not_know_and_name_it(client, regions, query, parameter):
    response = client.get(f"/map/points.json?{query}")
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["parameter"] == parameter
    assert not error["message"].isascii()


def test_points_keep_their_etag_until_a_place_changes(client, regions):
    made = place("县医院", regions["village"])
    etag = client.get("/map/points.json")["ETag"]
    assert client.get("/map/points.json", headers={"if-none-match": etag}).status_code == 304
    made.name = "人民医院"
    publish(made)
    changed = client.get("/map/points.json", headers={"if-none-match": etag})
    assert changed.json()["names"] == ["人民医院"]
    withdraw(made, "撤并")
    assert client.get("/map/points.json").json()["ids"] == []


def test_three_thousand_points_weigh_less_than_80_kilobytes(client, regions):
    first = place("湖滨镇柳桥村卫生室", regions["village"])
    with connection.cursor() as cursor:
        columns = [field.column for field in first._meta.concrete_fields if field.name != "id"]
        moved = {
            "public_id": "lpad(upper(to_hex(n * 7919)), 9, '0')",
            "public_location": "ST_SetSRID(ST_MakePoint(117.5 + n * 0.000317, 37 + (n * 7919 %% 9973) * 0.0001), 4490)",
            "name": "name || n",
        }
        chosen = ", ".join(moved.get(column, column) for column in columns)
        cursor.execute(
            f"INSERT INTO places_place ({', '.join(columns)})"
            f" SELECT {chosen} FROM places_place, generate_series(1, 2999) n WHERE id = %s",
            [first.pk],
        )
    response = client.get("/map/points.json", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 80_000
    assert client.get("/map/points.json").json()["total"] == 3000


# --- queries ------------------------------------------------------------------------------------
def fill(regions, number):
    owner = Organisation.objects.create(name="卫健局", region=regions["county"], phone="0543-1")
    item = ServiceItem.objects.create(
        name=f"事项{number}", kind="public_service", organisation=owner, handler="窗口"
    )
    stored = StoredFile.objects.create(
        sha256=f"{number:064x}", store="derivatives", size=1, media_type="image/jpeg"
    )
    media = MediaFile(kind="photo", title="照片", transcript="大门", file=stored)
    if hasattr(media, "original_id"):
        media.original = stored
    media.save()
    for n in range(number):
        made = place(
            f"网点{number}-{n}",
            regions["village"],
            hours=OFFICE,
            phone="0543-2",
            organisation=owner,
            audio=media,
        )
        HandledItem.objects.create(place=made, item=item)
        Post.objects.create(place=made, title="导办员", duties="引导")
        Question.objects.create(place=made, question="周末能办吗？", answer="能")
        Entrance.objects.create(place=made, name="东门", location=Point(118, 37, srid=4490), is_main=True)
        Picture.objects.create(place=made, file=media, caption="大门")
    return made, item


@pytest.mark.parametrize(
    "path", ["/map/", "/map/list", "/map/{place}", "/map/{place}/part", "/go/{place}", "/q/{item}"]
)
def test_twelve_queries_at_most_whatever_there_is(client, regions, path):
    client.cookies["village"] = regions["village"].code
    asked = []
    for number in (2, 40):
        made, item = fill(regions, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(path.format(place=made.public_id, item=item.public_id))
        assert response.status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12, [query["sql"][:90] for query in queries]
