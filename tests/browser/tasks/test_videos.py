"""The ten tasks of docs/tasks/videos.md, each in a browser: visitors' at the size of a phone and of a kiosk."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.tasks.desk import follow
from tests.harness.browser import settled, sticks_out
from tests.harness.signing_in import log_in

pytestmark = pytest.mark.browser
SIZES = {"phone": ({"width": 360, "height": 740}, ""), "kiosk": ({"width": 1080, "height": 1920}, "kiosk")}
AT_BOTH = pytest.mark.parametrize("size", SIZES)
DESKTOP = {"width": 1920, "height": 1080}
EDITOR, REVIEWER, PUBLISHER = "demo-county-editor", "demo-county-reviewer", "demo-county-publisher"
TITLE = "办身份证要带什么"


def at_size(browser: Browser, site: str, size: str, **given: Any) -> Page:
    viewport, device = SIZES[size]
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **given)
    if device:
        context.add_cookies([{"name": "device", "value": device, "url": site}])
    return context.new_page()


def film_of(page: Page) -> Any:
    """The one film of the page, when its length is known."""
    film = page.locator("video").first
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")
    return film


def told(film: Any, name: str) -> Any:
    return film.evaluate(f"film => film.{name}")


def open_video(page: Page, site: str) -> Any:
    page.goto(f"{site}/videos/")
    follow(page, page.get_by_role("link", name=re.compile(TITLE)).first)
    return film_of(page)


@pytest.mark.long
@AT_BOTH
def test_1_a_villager_finds_the_film_by_its_category_and_its_captions_are_on(browser, sample_site, size):
    page = at_size(browser, sample_site, size)
    page.goto(sample_site)
    page.get_by_role("link", name=re.compile("宣传视频")).first.click()
    page.get_by_role("navigation", name="按类别").get_by_role("link", name=re.compile("办事指南")).click()
    follow(page, page.get_by_role("link", name=re.compile(TITLE)))
    film = film_of(page)
    film.evaluate("film => { film.muted = true; return film.play() }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.5")
    page.wait_for_function("() => document.querySelector('video').textTracks[0].activeCues?.length")
    assert told(film, "textTracks[0].mode") == "showing"
    assert told(film, "textTracks[0].activeCues[0].text") == "办身份证，带上户口簿"
    assert not sticks_out(page)
    page.context.close()


@pytest.mark.long
@AT_BOTH
def test_2_who_cannot_hear_reads_every_word_and_starts_at_any_line(browser, sample_site, size):
    page = at_size(browser, sample_site, size)
    film = open_video(page, sample_site)
    lines = page.locator(".transcript li")
    expect(lines).to_have_count(3)
    lines.nth(1).get_by_role("link").click()
    page.wait_for_function("() => document.querySelector('video').currentTime >= 2.2")
    expect(page.locator('.transcript [aria-current="true"]')).to_contain_text("户籍窗口拍照")
    assert told(film, "currentTime") < 4
    page.context.close()


@pytest.mark.long
@AT_BOTH
def test_3_who_saves_data_gets_the_small_copy(browser, sample_site, size):
    page = at_size(browser, sample_site, size)
    film = open_video(page, sample_site)
    assert told(film, "videoHeight") == 720
    follow(page, page.get_by_role("link", name="流畅（480P）"))
    assert told(film_of(page), "videoHeight") == 480
    address = page.url.partition("?")[0]
    page.context.close()
    saving = at_size(browser, sample_site, size, extra_http_headers={"Save-Data": "on"})
    saving.goto(address)
    assert told(film_of(saving), "videoHeight") == 480
    saving.context.close()


@AT_BOTH
def test_4_a_phone_goes_on_where_one_stopped_and_a_kiosk_forgets(browser, sample_site, size):
    page = at_size(browser, sample_site, size)
    film = open_video(page, sample_site)
    film.evaluate("film => { film.muted = true; film.currentTime = 2.5; return film.play() }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 2.8")
    film.evaluate("film => film.pause()")
    page.reload()
    film = film_of(page)
    resumed = page.get_by_text("接着上次看到的")
    if size == "phone":
        expect(resumed).to_be_visible()
        assert told(film, "currentTime") > 2.5
        page.get_by_role("button", name="从头看").click()
        page.wait_for_function("() => document.querySelector('video').currentTime < 1.5")
        expect(resumed).to_be_hidden()
    else:
        expect(resumed).to_be_hidden()
        assert told(film, "currentTime") == 0 and page.evaluate("localStorage.length") == 0
    page.context.close()


@pytest.mark.long
@AT_BOTH
def test_5_a_film_plays_on_the_page_of_its_item_and_costs_nothing_before(browser, sample_site, size):
    page = at_size(browser, sample_site, size)
    open_video(page, sample_site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name=re.compile("这个视频讲的是")).click()
    expect(page.get_by_role("heading", name="看视频")).to_be_visible()
    settled(page)
    assert not [one for one in asked if one.endswith(("/file/small", "/file/large"))]
    film = page.locator("video").first
    film.evaluate("film => { film.muted = true; return film.play() }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
    assert told(film, "videoHeight") == 480
    page.context.close()


@pytest.fixture(scope="module")
def desk_site(worker: str, django_db_blocker: Any) -> Iterator[str]:
    """A served copy of the samples with its worker, which this process can reach too."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on
    from tests.harness.site import served

    with (
        cloned(sample_template(), f"videos_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
        served(database, with_worker=True) as url,
    ):
        yield url


@pytest.fixture
def desk_of(browser: Browser, desk_site: str) -> Iterator[Callable[[str], Page]]:
    """Somebody's own browser, logged in; the same one when asked again."""
    known: dict[str, Page] = {}

    def opened(name: str) -> Page:
        if name not in known:
            page = browser.new_page(viewport=DESKTOP, locale="zh-CN", timezone_id="Asia/Shanghai")
            log_in(page, desk_site, name)
            known[name] = page
        return known[name]

    yield opened
    for page in known.values():
        page.context.close()


def user(name: str) -> Any:
    from layers.staff.models import User

    return User.objects.get(username=name)


def sample_of_the_county(order: str = "pk") -> Any:
    """A video that the county's editor may edit: the first (or last) sample, handed to her bureau."""
    from layers.videos.models import Footage, Video

    post = user(EDITOR).assignments.get()
    video = Video.objects.published().filter(is_sample=True).order_by(order).first()
    assert video is not None
    home = {"region": post.region, "organisation": post.organisation}
    Footage.objects.filter(pk=video.footage_id).update(**home)
    Video.objects.filter(pk=video.pk).update(**home)
    return Video.objects.get(pk=video.pk)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def drafted(video: Any, **more: Any) -> Any:
    """A new video of the same film, in the name of the county's editor."""
    from layers.changes.aggregate import NOUNS
    from layers.changes.drafting import draft
    from layers.changes.reading import snapshot

    content = snapshot(NOUNS["video"], video.public_id)
    assert content is not None
    return draft("video", user(EDITOR), after={**content, "title": "新的一个", **more})


@pytest.mark.long
def test_6_an_editor_hands_a_film_in_and_makes_a_video_of_it(desk_of, desk_site, tmp_path: Path):
    path = tmp_path / "开店办照.mp4"
    made = "ffmpeg -v error -f lavfi -i testsrc=size=640x360:rate=5:duration=1 -c:v libx264 -pix_fmt yuv420p"
    subprocess.run([*made.split(), str(path)], check=True, timeout=60)
    page = desk_of(EDITOR)
    page.goto(f"{desk_site}/staff/footage/")
    page.get_by_label("选择视频").set_input_files(path)
    press(page, "上传")
    expect(page.get_by_role("heading", name="开店办照.mp4")).to_be_visible()
    expect(page.get_by_role("button", name="用它做一条视频")).to_be_visible(timeout=60_000)
    press(page, "用它做一条视频")
    expect(page.get_by_label("标题")).to_have_value("开店办照")


@pytest.mark.long
def test_7_an_editor_is_told_the_line_of_a_wrong_time_and_mends_it(desk_of, desk_site, tmp_path: Path):
    wrong = tmp_path / "字幕.srt"
    wrong.write_text("1\n00:00:00,200 --> 00:00:2\n先带户口簿\n", encoding="utf-8")
    made = drafted(sample_of_the_county(), captions="")
    page = desk_of(EDITOR)
    page.goto(f"{desk_site}/staff/changes/{made.public_id}/edit/")
    page.get_by_label("或者选择字幕文件").set_input_files(wrong)
    press(page, "保存，去提交")
    expect(page.get_by_text("字幕第 2 行：时间写得不对").first).to_be_visible()
    wrong.write_text("1\n00:00:00,200 --> 00:00:02,000\n先带户口簿\n", encoding="utf-8")
    page.get_by_label("或者选择字幕文件").set_input_files(wrong)
    press(page, "保存，去提交")
    made.refresh_from_db()
    assert made.rows.get().after["captions"].startswith("WEBVTT\n\n00:00:00.200 --> 00:00:02.000\n先带户口簿")
    press(page, "提交审核")
    expect(page.get_by_text("由别人审核")).to_be_visible()


def test_8_a_reviewer_watches_the_draft_with_its_captions_before_anybody_else_can(desk_of, desk_site):
    from layers.changes.review import submit

    made = drafted(sample_of_the_county())
    submit(made.public_id, made.author, seen_hash=made.content_hash)
    key = made.rows.get().key
    page = desk_of(REVIEWER)
    page.goto(f"{desk_site}{made.get_absolute_url()}preview/")
    expect(page.get_by_text("预览 · 尚未公布")).to_be_visible()
    film = film_of(page)
    assert told(film, "videoHeight") == 720
    page.wait_for_function("() => document.querySelector('track').readyState === 2")
    assert told(film, "textTracks[0].cues.length") == 3
    for rest in ("", "/captions.vtt", "/file/small"):
        assert page.request.get(f"{desk_site}/videos/{key}{rest}").status == 404


@pytest.mark.long
def test_9_an_editor_takes_back_what_teaches_the_old_way_and_it_is_gone_at_every_address(desk_of, desk_site):
    from layers.changes.models import ChangeSet
    from layers.changes.review import release, sign

    video = sample_of_the_county("-pk")
    page = desk_of(EDITOR)
    page.goto(f"{desk_site}/staff/videos/{video.public_id}/")
    page.locator("summary", has_text="撤回").click()
    page.get_by_label("撤回原因").fill("讲的是旧办法")
    press(page, "起草撤回")
    press(page, "提交审核")
    made = ChangeSet.objects.filter(author=user(EDITOR)).latest("pk")
    sign(made.public_id, user(REVIEWER), "review", seen_hash=made.content_hash)
    release(made.public_id, user(PUBLISHER), seen_hash=made.content_hash)
    page.goto(f"{desk_site}{video.get_absolute_url()}")
    expect(page.get_by_text("讲的是旧办法")).to_be_visible()
    for rest in ("/captions.vtt", "/file/small", "/file/large", "/file/poster"):
        assert page.request.get(f"{desk_site}{video.get_absolute_url()}{rest}").status == 410


@pytest.mark.long
def test_10_a_screen_plays_the_list_of_its_zone_muted_with_captions_and_from_the_beginning_again(
    browser, desk_site, desk_of
):
    from layers.videos.models import Playlist

    zoned = Playlist.objects.published().exclude(zone=None).get()
    zoned.plays_from = zoned.plays_until = None
    zoned.save()
    zoned.entries.filter(sort_key__gt=2).delete()
    page = at_size(browser, desk_site, "kiosk")
    answer = page.request.get(f"{desk_site}/videos/playlist.json?zone={zoned.zone.public_id}").json()
    titles = [one["title"] for one in answer["videos"]]
    assert len(titles) == 2
    page.goto(desk_site + answer["playlist"]["url"])
    now = page.locator("[data-now]")
    expect(now).to_have_text(titles[0])
    for title in (titles[1], titles[0]):
        film = film_of(page)
        page.wait_for_function("() => document.querySelector('video').currentTime > 0")
        assert (told(film, "muted"), told(film, "textTracks[0].mode")) == (True, "showing")
        film.evaluate("film => { film.currentTime = film.duration - 0.2 }")
        expect(now).to_have_text(title)
    page.context.close()
