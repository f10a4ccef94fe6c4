"""Videos, categories and playlists as things that staff draft, release and withdraw."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.release import preview
from layers.changes.undo import undo
from layers.documents.models import StoredFile
from layers.documents.sweep import sweep
from layers.search.query import find
from layers.videos import reference
from layers.videos.models import Footage, Playlist, Rendition, Video, VideoCategory
from tests.layers.changes.making import reviewed
from tests.layers.policies.making import policy
from tests.layers.videos.making import CAPTIONS, category, footage, playlist, video
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


def given(cast, film, **more):
    return {
        "title": "怎样办身份证", "category": category().code, "region": cast.county.code,
        "organisation": cast.bureau.public_id, "footage": film.public_id, "captions": CAPTIONS, **more,
    }  # fmt: skip


def released(cast, after, key=None, noun="video"):
    return reviewed(draft(noun, cast.county_editor, key, after), cast)


def refusal(cast, after, noun="video"):
    with pytest.raises(BadInput) as refused:
        released(cast, after, noun=noun)
    return refused.value


def test_a_release_makes_the_copies_public_and_a_withdrawal_takes_them_away(cast):
    film = footage(cast.bureau)
    released(cast, given(cast, film))
    made = Video.objects.get()
    assert {one.kind: one.file_id for one in made.renditions.all()} == {
        one.kind: one.file_id for one in film.copies.all()
    }
    assert film.original_id not in made.renditions.values_list("file", flat=True)
    assert (made.duration_s, made.length) == (film.duration_s, "3 秒")
    assert [hit.key for hit in find("先带身份证", kind="video")] == [made.public_id]
    gone = reviewed(draft_of_withdrawal(cast, made), cast)
    assert not Rendition.objects.exists() and find("先带身份证", kind="video") == []
    # What staff keep is not swept away, and comes back with the video.
    sweep(dt.timedelta(0))
    assert StoredFile.objects.filter(pk__in=film.copies.values("file")).exists()
    reviewed(undo(gone.public_id, cast.county_editor), cast)
    assert Rendition.objects.count() == 3 and Video.objects.published().get() == made


def draft_of_withdrawal(cast, made):
    from layers.changes.drafting import Proposal, draft_rows

    return draft_rows("video", cast.county_editor, [Proposal(key=made.public_id, reason="讲的办法已经改了")])


def test_another_film_takes_the_place_of_the_first_ones_copies(cast):
    made = video(cast.bureau)
    other = footage(cast.bureau)
    Footage.objects.filter(pk=other.pk).update(duration_s="9.5")
    released(cast, given(cast, other, title=made.title), made.public_id)
    made.refresh_from_db()
    assert (made.footage, float(made.duration_s)) == (other, 9.5)
    assert {one.kind for one in made.renditions.all()} == {"large", "small", "poster"}


def test_a_preview_has_the_copies_and_leaves_none(cast):
    made = draft("video", cast.county_editor, "", given(cast, footage(cast.bureau)))
    with preview(made.public_id, cast.county_editor):
        assert Rendition.objects.count() == 3
    assert not Rendition.objects.exists() and not Video.objects.exists()


def test_without_captions_or_with_those_of_another_film_nothing_is_released(cast):
    film = footage(cast.bureau)
    assert refusal(cast, given(cast, film, captions="")).parameter == "captions"
    late = "WEBVTT\n\n00:00:20.000 --> 00:00:21.000\n别的片子"
    problem = refusal(cast, given(cast, film, captions=late))
    assert problem.parameter == "captions" and "第 3 行" in problem.message
    assert not Video.objects.exists()


def test_a_film_that_is_not_made_yet_or_not_there_is_not_released(cast):
    waiting = footage(cast.bureau, state=Footage.State.WORKING)
    problem = refusal(cast, given(cast, waiting))
    assert problem.parameter == "footage" and "处理中" in problem.message
    assert refusal(cast, given(cast, waiting) | {"footage": None}).parameter == "footage"


def test_what_the_gate_holds_back_is_not_released(cast, monkeypatch):
    from layers.documents import gates

    def refuses(stored, name, version):
        raise BadInput("file", f"{name}：等待个人信息检查")

    monkeypatch.setattr(gates, "_gates", {})
    gates.register(gates.Gate(gates.PERSONAL_DATA, refuses))
    film = footage(cast.bureau, is_sample=False)
    problem = refusal(cast, given(cast, film))
    assert problem.parameter == "footage" and "等待个人信息检查" in problem.message


def test_a_video_is_about_one_thing_and_found_on_its_page(cast):
    about = policy(cast.bureau)
    assert (
        "最多选一个"
        in refusal(
            cast, given(cast, footage(cast.bureau), policy=about.public_id, place=place_of(cast).public_id)
        ).message
    )
    released(cast, given(cast, footage(cast.bureau), policy=about.public_id))
    assert list(Video.objects.about(policy=about)) == [Video.objects.get()]


def place_of(cast):
    from tests.layers.places.making import place

    return place("办事大厅", cast.county, (118.1, 37.2), organisation=cast.bureau)


def test_a_category_in_use_stays_and_loading_changes_no_name(cast):
    reference.load()
    VideoCategory.objects.filter(code="guide").update(name="怎么办事")
    reference.load()
    assert VideoCategory.objects.get(code="guide").name == "怎么办事" and VideoCategory.objects.count() == 10
    video(cast.bureau)
    with pytest.raises(BadInput, match="还有视频"):
        NOUNS["video_category"].withdraw([("guide", "", "")])
    NOUNS["video_category"].withdraw([("animation", "", "")])
    assert not VideoCategory.objects.filter(code="animation").exists()


def listed(cast, *videos, **more):
    entries = [{"video": one.public_id, "sort_key": number} for number, one in enumerate(videos, start=1)]
    return {
        "title": "大厅轮播", "region": cast.county.code, "organisation": cast.bureau.public_id, "entries": entries, **more,
    }  # fmt: skip


def test_a_playlist_is_released_with_its_videos_in_order(cast):
    first, second = video(cast.bureau, "一"), video(cast.bureau, "二")
    released(cast, listed(cast, second, first, plays_from="08:30", plays_until="17:30"), noun="playlist")
    made = Playlist.objects.get()
    assert [str(one.video) for one in made.entries.all()] == ["二", "一"]


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"plays_from": "08:30"}, "plays_until"),
        ({"plays_from": "17:30", "plays_until": "08:30"}, "plays_until"),
        ({"shown_from": "2026-03-02", "shown_until": "2026-03-01"}, "shown_until"),
        ({"entries": []}, "entries"),
    ],
)
def test_a_playlist_that_contradicts_itself_is_refused_at_its_field(cast, more, parameter):
    assert refusal(cast, listed(cast, video(cast.bureau), **more), "playlist").parameter == parameter


def test_a_playlist_names_each_public_video_once_and_a_zone_of_its_own_region(cast):
    shown = video(cast.bureau)
    gone = video(cast.bureau, withdrawn_at=timezone.now(), withdrawal_reason="有误", copies=False)
    assert "两次" in refusal(cast, listed(cast, shown, shown), "playlist").message
    assert "已撤回" in refusal(cast, listed(cast, shown, gone), "playlist").message
    elsewhere = zone(cast.neighbour_bureau)
    assert refusal(cast, listed(cast, shown, zone=elsewhere.public_id), "playlist").parameter == "zone"


def test_the_database_too_keeps_hours_in_order(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        playlist(cast.bureau, plays_from="09:00", plays_until="08:00")


def test_a_screen_plays_its_zones_list_then_the_nearest_regions_and_keeps_the_hours(cast):
    here = zone(cast.bureau)
    one = video(cast.bureau)
    of_city = playlist(cast.city_office, one, title="市")
    of_county = playlist(cast.bureau, one, title="县")
    morning = playlist(cast.bureau, one, title="县早上", plays_from="08:00", plays_until="09:00")
    of_zone = playlist(cast.bureau, one, title="专区", zone=here, shown_until=dt.date(2026, 3, 10))
    playlist(cast.neighbour_bureau, one, title="邻县")
    playlist(
        cast.town_government,
        video(cast.bureau, withdrawn_at=timezone.now(), withdrawal_reason="停"),
        title="空",
    )
    Playlist.objects.update(published_at=timezone.make_aware(dt.datetime(2026, 3, 1)))
    Video.objects.update(published_at=timezone.make_aware(dt.datetime(2026, 3, 1)))

    def playing(day, hour, zone, path):
        now = timezone.make_aware(dt.datetime(2026, 3, day, hour))
        return Playlist.objects.playing(now).for_screen(zone, path).first()

    county, town = cast.county.path, cast.town.path
    assert playing(10, 12, here.pk, county) == of_zone
    assert playing(11, 12, here.pk, county) == of_county
    assert playing(11, 8, here.pk, county) == morning and playing(11, 9, here.pk, county) == of_county
    assert playing(11, 12, None, town) == of_county and playing(11, 12, None, cast.city.path) == of_city
    assert playing(11, 12, None, "") is None
