"""/staff/footage/: a film handed in, watched on its way, made a video of, looked at in the preview of its draft."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.documents.models import StoredFile
from layers.videos.models import Footage, Progress
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import green_film
from tests.layers.videos.making import CAPTIONS, category, footage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
LIST = "/staff/footage/"


def sent(name="办事.mp4", content=None):
    return {"file": SimpleUploadedFile(name, green_film() if content is None else content)}


def film(cast, **given):
    made = footage(cast.bureau, cast.county_editor, **given)
    Progress.objects.create(footage=made, percent=40)
    return made


def test_an_editor_hands_a_film_in_and_a_script_gets_its_address(desk, cast):
    answer = desk.post(LIST, sent())
    made = Footage.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.user, made.organisation, made.file_name) == (cast.county_editor, cast.bureau, "办事.mp4")
    page = desk.get(answer.url).content.decode()
    assert "排队等待转码" in page and 'id="progress"' in page
    assert desk.get(f"{answer.url}progress").json() == {"waiting": True, "percent": 0}
    again = desk.post(LIST, sent(), headers={"Accept": "application/json"})
    assert again.json() == {"address": made.get_absolute_url()} and Footage.objects.count() == 1


def test_what_is_no_film_is_refused_in_chinese_and_nothing_of_it_is_kept(desk):
    hls = b"#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    answer = desk.post(LIST, sent(content=hls))
    assert answer.status_code == 422 and "办事.mp4:内容是" in answer.content.decode()
    told = desk.post(LIST, sent(content=hls), headers={"Accept": "application/json"})
    assert told.status_code == 422 and "这里只收 MP4 视频" in told.json()["message"]
    assert "请选择一个视频文件" in desk.post(LIST, {}).content.decode()
    assert not Footage.objects.exists() and not StoredFile.objects.exists()


def test_only_editors_hand_in_and_only_who_handed_in_stops_it(desk, cast, client):
    made = film(cast, state=Footage.State.WAITING)
    reviewer = sign_in(type(client)(), cast.county_reviewer)
    assert reviewer.post(LIST, sent()).status_code == 404
    assert reviewer.get(made.get_absolute_url()).status_code == 200
    assert reviewer.post(f"{made.get_absolute_url()}cancel").status_code == 403
    assert desk.post(f"{made.get_absolute_url()}cancel").url == made.get_absolute_url()
    assert "已按要求取消" in desk.get(made.get_absolute_url()).content.decode()
    assert desk.post(f"{made.get_absolute_url()}cancel").status_code == 409
    assert desk.post(f"{made.get_absolute_url()}again").status_code == 302
    assert Footage.objects.get().state == Footage.State.WAITING
    assert desk.post(f"{made.get_absolute_url()}again").status_code == 409


def test_a_made_film_is_watched_by_ranges_and_becomes_a_draft_with_what_is_known(desk, cast):
    made = film(cast)
    answer = desk.get(f"{made.get_absolute_url()}file/small", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.getvalue()) == (206, green_film()[:10])
    assert answer["Cache-Control"] == "no-store, private"
    assert desk.get(f"{made.get_absolute_url()}file/original").status_code == 404
    opened = desk.post(f"{made.get_absolute_url()}video")
    drafted = ChangeSet.objects.get()
    after = drafted.rows.get().after
    assert (after["title"], after["footage"]) == ("办事", made.public_id)
    form = desk.get(opened.url, follow=True).content.decode()
    assert "办事.mp4（3 秒）" in form and "上传新的原片" in form


def test_the_preview_of_a_draft_plays_from_the_desk_with_the_drafts_captions(desk, cast):
    made = film(cast)
    drafted = draft(
        "video", cast.county_editor, "",
        {
            "title": "怎样办身份证", "category": category().code, "region": cast.county.code,
            "organisation": cast.bureau.public_id, "footage": made.public_id, "captions": CAPTIONS,
        },
    )  # fmt: skip
    page = desk.get(f"/staff/changes/{drafted.public_id}/preview/").content.decode()
    assert "预览 · 尚未公布" in page and f'src="{made.get_absolute_url()}file/large"' in page
    captions = re.search(r'<track[^>]* src="([^"]+)"', page)[1]
    assert captions.startswith("/staff/") and desk.get(captions).content.decode() == CAPTIONS
    key = drafted.rows.get().key
    assert desk.get(f"/videos/{key}").status_code == 404
    assert (
        desk.get(f"/staff/changes/{drafted.public_id}/preview/{made.public_id}/captions.vtt").status_code
        == 404
    )


def typed(form, **changed):
    """What the page of the form would send."""
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return fields | changed


def test_a_caption_file_of_an_editor_is_written_anew_and_a_wrong_time_is_told_with_its_line(desk, cast):
    made = film(cast)
    opened = desk.post(f"{made.get_absolute_url()}video").url
    address = desk.get(opened).url if desk.get(opened).status_code == 302 else opened

    def saved(content):
        form = desk.get(address).content.decode()
        file = SimpleUploadedFile("字幕.srt", content.encode())
        given = {"title": "办证", "footage": made.public_id, "captions_file": file, "do": "save"}
        return desk.post(address, typed(form, **given))

    wrong = saved("1\n00:00:00,200 --> 00:00:2\n先带身份证\n")
    assert "字幕第 2 行：时间写得不对" in wrong.content.decode()
    saved("1\n00:00:00,200 --> 00:00:01,500\n<b>先带身份证</b>\n")
    assert ChangeSet.objects.get().rows.get().after["captions"] == CAPTIONS
