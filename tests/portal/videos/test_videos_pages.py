"""/videos/: the list, one video with its bytes and captions, where else it plays, and what the screens play."""

import re

import pytest
from django.utils import timezone

from layers.search import index
from layers.videos.models import Rendition
from tests.harness.cast import make_cast
from tests.layers.documents.files import green_film, stores_in
from tests.layers.land.factories import case
from tests.layers.places.making import place
from tests.layers.policies.making import policy
from tests.layers.services.making import item
from tests.layers.videos.making import CAPTIONS, category, footage, playlist, video
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture(autouse=True)
def stores(settings, tmp_path):
    return stores_in(tmp_path, settings)


def names(answer):
    _, _, listed = answer.content.decode().partition('<ul class="video-cards">')
    return re.findall(r"<strong>([^<]+)</strong>", listed)


def address(answer, attribute):
    return re.search(rf'<(?:video|track)[^>]* {attribute}="([^"]+)"', answer.content.decode())[1]


def test_my_county_comes_first_and_chips_narrow(client, cast):
    film = footage(cast.bureau)
    video(cast.city_office, "市的", footage=film)
    video(cast.neighbour_bureau, "邻县的", footage=film, category=category("animation", "动漫"))
    video(cast.bureau, "本县的", footage=film)
    video(
        cast.bureau,
        "撤回的",
        footage=film,
        withdrawn_at=timezone.now(),
        withdrawal_reason="有误",
        copies=False,
    )
    client.cookies["village"] = cast.village.code
    page = client.get("/videos/")
    assert names(page) == ["本县的", "市的", "邻县的"] and "建设中" not in page.content.decode()
    assert names(client.get("/videos/", {"category": "animation"})) == ["邻县的"]
    assert names(client.get("/videos/", {"area": cast.neighbour.code})) == ["邻县的"]
    assert names(client.get("/videos/", {"category": "unknown"})) == ["本县的", "市的", "邻县的"]


def test_a_video_is_found_by_what_is_said_in_it(client, cast):
    video(cast.bureau)
    video(cast.bureau, "别的", captions=CAPTIONS.replace("先带身份证", "排队取号"))
    index.rebuild()
    assert names(client.get("/videos/", {"q": "先带身份证"})) == ["怎样办身份证"]
    assert "怎样办身份证" in client.get("/search", {"q": "先带身份证"}).content.decode()
    assert "没有找到" in client.get("/videos/", {"q": "没有人说过"}).content.decode()


def test_a_video_plays_with_captions_and_tells_its_words_with_their_seconds(client, cast):
    made = video(cast.bureau, policy=policy(cast.bureau), captions=CAPTIONS.replace("先带", "先带&lt;b&gt;"))
    page = client.get(made.get_absolute_url(), {"t": "2"})
    body = page.content.decode()
    assert re.search(r'<video[^>]* controls[^>]*>\s*<track kind="captions"[^>]* default>', body)
    assert 'data-at="0.200"' in body and "先带&lt;b&gt;身份证" in body and "稳岗补贴办法" in body
    assert address(page, "src").endswith("/file/large#t=2")
    captions = client.get(f"{made.get_absolute_url()}/captions.vtt")
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.content.decode() == made.captions


def test_the_small_copy_is_for_who_chooses_it_and_for_who_saves_data(client, cast):
    here = video(cast.bureau).get_absolute_url()
    assert address(client.get(here), "src").endswith("/file/large")
    assert address(client.get(here, {"quality": "480"}), "src").endswith("/file/small")
    saving = client.get(here, headers={"Save-Data": "on"})
    assert address(saving, "src").endswith("/file/small") and "Save-Data" in saving["Vary"]
    assert address(client.get(here, {"quality": "720"}, headers={"Save-Data": "on"}), "src").endswith(
        "/large"
    )
    assert 'aria-label="清晰度"' in saving.content.decode()


def test_a_film_that_has_one_size_offers_no_other(client, cast):
    made = video(cast.bureau)
    Rendition.objects.filter(video=made, kind="large").delete()
    page = client.get(made.get_absolute_url(), {"quality": "720"})
    assert address(page, "src").endswith("/file/small") and "清晰度" not in page.content.decode()
    assert client.get(f"{made.get_absolute_url()}/file/large").status_code == 404


def test_bytes_come_by_ranges_and_never_the_original(client, cast):
    film = footage(cast.bureau)
    made = video(cast.bureau, footage=film)
    url, whole = f"{made.get_absolute_url()}/file/small", green_film()
    answer = client.get(url)
    assert (answer.status_code, answer.getvalue()) == (200, whole) and answer["Accept-Ranges"] == "bytes"
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
    again = {"Range": "bytes=10-19", "If-Range": part["ETag"]}
    assert client.get(url, headers=again).status_code == 206
    assert client.get(url, headers=again | {"If-Range": '"another"'}).status_code == 200
    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert client.get(f"{made.get_absolute_url()}/file/original").status_code == 404


def test_a_withdrawn_video_is_gone_at_every_address(client, cast):
    made = video(cast.bureau, withdrawn_at=timezone.now(), withdrawal_reason="办法改了", copies=False)
    for rest in ("", "/captions.vtt", "/file/small", "/file/poster"):
        answer = client.get(made.get_absolute_url() + rest)
        assert answer.status_code == 410 and "办法改了" in answer.content.decode(), rest
        assert "先带身份证" not in answer.content.decode()


def test_a_tied_video_plays_on_the_page_of_its_thing_and_nothing_is_loaded_before_it_is_asked_for(
    client, cast
):
    film = footage(cast.bureau)
    things = {
        "place": place("办事大厅", cast.county, (118.1, 37.2), organisation=cast.bureau),
        "item": item(cast.bureau),
        "policy": policy(cast.bureau),
        "case": case(cast.county, [cast.village], organisation=cast.bureau),
    }
    for tie, thing in things.items():
        made = video(cast.bureau, f"讲{tie}的", footage=film, **{tie: thing})
        video(
            cast.bureau,
            f"讲过{tie}的",
            footage=film,
            withdrawn_at=timezone.now(),
            withdrawal_reason="旧",
            **{tie: thing},
        )
        body = client.get(thing.get_absolute_url()).content.decode()
        assert f"讲{tie}的" in body and f"讲过{tie}的" not in body
        assert 'preload="none"' in body and f"/videos/{made.public_id}/file/small" in body
        assert thing.get_absolute_url() in client.get(made.get_absolute_url()).content.decode()


def test_what_a_video_was_about_is_not_named_when_it_is_withdrawn(client, cast):
    about = policy(cast.bureau, "停用的政策")
    made = video(cast.bureau, policy=about)
    type(about).objects.filter(pk=about.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="停用")
    assert "停用的政策" not in client.get(made.get_absolute_url()).content.decode()


def test_a_screen_gets_the_list_of_its_zone_with_whole_addresses_of_this_site(client, cast):
    here = zone(cast.bureau)
    first, second = video(cast.bureau, "一"), video(cast.bureau, "二")
    made = playlist(cast.bureau, second, first, zone=here)
    told = client.get("/videos/playlist.json", {"zone": here.public_id}).json()
    assert told["playlist"] == {
        "id": made.public_id, "title": "大厅轮播", "url": f"/videos/play/{made.public_id}", "until": None,
    }  # fmt: skip
    assert [one["title"] for one in told["videos"]] == ["二", "一"]
    for kind in ("url", "small", "poster", "captions", "page"):
        assert client.get(told["videos"][0][kind]).status_code == 200, kind
    elsewhere = client.get("/videos/playlist.json", {"zone": zone(cast.neighbour_bureau).public_id}).json()
    assert elsewhere == {"playlist": None, "videos": []}
    assert client.get("/videos/playlist.json", {"zone": "00000000Z"}).status_code == 400
    assert client.get("/videos/playlist.json").json()["playlist"] is None


def test_a_playlist_has_a_page_and_passes_over_what_was_withdrawn(client, cast):
    shown = video(cast.bureau, "还在的")
    gone = video(cast.bureau, "撤了的", withdrawn_at=timezone.now(), withdrawal_reason="旧", copies=False)
    made = playlist(cast.bureau, gone, shown)
    body = client.get(made.get_absolute_url()).content.decode()
    assert "还在的" in body and "撤了的" not in body and "/file/large" in body
    empty = playlist(cast.bureau, gone)
    assert "没有公开的视频" in client.get(empty.get_absolute_url()).content.decode()


def test_the_list_and_a_video_ask_a_fixed_number_of_questions(client, cast, django_assert_max_num_queries):
    film = footage(cast.bureau)
    made = [video(cast.bureau, f"第 {number} 个", footage=film) for number in range(6)]
    client.get("/videos/")
    with django_assert_max_num_queries(6):
        client.get("/videos/")
    with django_assert_max_num_queries(5):
        client.get(made[0].get_absolute_url())
