"""The pages /d/…: what a reader sees, without script."""

import re

import pytest
from django.contrib.auth import get_user_model
from procrastinate.contrib.django.models import ProcrastinateJob

from layers.documents.derive import derive
from layers.documents.models import Document, PageText
from layers.documents.publish import publish, withdraw
from layers.documents.words import excerpt, mark, pattern
from layers.public_ids import ALPHABET

pytestmark = pytest.mark.django_db


def html(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_viewer_shows_every_page_in_two_widths_with_its_words(client, public_version):
    shown = html(client, public_version.document.get_absolute_url())
    base = public_version.get_absolute_url()
    assert "<h1>关于柳桥村集体土地的征收公告</h1>" in shown
    for fact in ("博政土告〔2024〕12号", "博兴县人民政府", "公布于", "第 1 页，共 3 页"):
        assert fact in shown
    for page in (1, 2, 3):
        assert f'srcset="{base}/pages/{page}/800 800w, {base}/pages/{page}/1600 1600w"' in shown
    assert shown.count('loading="lazy"') == 2
    assert "补偿标准每亩六万元" in shown
    assert f'href="{base}/file?download=1"' in shown
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", shown)


def test_a_page_image_is_an_image(client, public_version):
    response = client.get(f"{public_version.get_absolute_url()}/pages/2/1600")
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    for missing in ("4/800", "0/800", "1/801", "1/99999999999999999999"):
        assert client.get(f"{public_version.get_absolute_url()}/pages/{missing}").status_code == 404


def test_the_viewer_asks_the_database_at_most_ten_times(
    client, public_version, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        html(client, public_version.document.get_absolute_url() + "?q=补偿")


def test_searching_marks_the_words_and_leads_to_the_page(client, public_version):
    shown = html(client, public_version.get_absolute_url() + "?q=六万")
    assert "“六万”在 1 页中出现 1 次" in shown
    assert 'href="#page-2"' in shown
    assert "每亩<mark>六万</mark>元" in shown
    assert "没有“七万”" in html(client, public_version.get_absolute_url() + "?q=七万")


def test_what_is_searched_is_shown_and_never_run(client, public_version):
    shown = html(client, public_version.get_absolute_url() + "?q=<script>alert(1)</script>")
    assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown
    assert html(client, public_version.get_absolute_url() + "?q=" + "长" * 5000 + "&wechat=1")


def test_words_are_found_across_line_ends_and_in_either_width():
    wanted = pattern("第12号 ABC")
    assert excerpt("关于第１\n２号ａｂ\r\nc的批复", wanted)[0] == 1
    pieces = mark("甲第12号abc乙", wanted)
    assert [(piece.text, piece.hit) for piece in pieces] == [
        ("甲", False),
        ("第12号abc", True),
        ("乙", False),
    ]
    assert pattern("  ") is None


def test_an_id_is_read_in_either_case_and_with_the_letters_that_look_like_digits(client, public_version):
    public_id = public_version.document.public_id
    assert client.get(f"/d/{public_id.lower()}").status_code == 200
    assert client.get(f"/d/{public_id.replace('1', 'l').replace('0', 'o')}").status_code == 200


def test_a_wrong_check_character_is_404_and_says_so(client, public_version):
    public_id = public_version.document.public_id
    other = ALPHABET[(ALPHABET.index(public_id[-1]) + 1) % 32]
    assert "编号可能输错" in html(client, f"/d/{public_id[:-1]}{other}", 404)
    assert "编号可能输错" in html(client, "/d/UUUUUUUUU", 404)
    assert "编号可能输错" in html(client, "/d/media/1", 404)


def test_what_was_never_public_is_404_for_staff_too(client, sample_version):
    for address in (sample_version.document.get_absolute_url(), sample_version.get_absolute_url() + "/file"):
        assert client.get(address).status_code == 404
        client.force_login(
            get_user_model().objects.create_user(username="zhang", password="x", is_staff=True)
        )
        assert client.get(address).status_code == 404
        client.logout()
        get_user_model().objects.all().delete()


def test_the_newest_public_version_answers_and_the_older_one_says_so(client, public_version, next_version):
    newer = next_version(public_version)
    lasting = public_version.document.get_absolute_url()
    assert "征收公告(更正)" not in html(client, lasting)
    publish(newer)
    assert "<h1>征收公告(更正)</h1>" in html(client, lasting)
    old = html(client, public_version.get_absolute_url())
    assert "<h1>关于柳桥村集体土地的征收公告</h1>" in old
    assert f'不是最新的。<a href="{lasting}">' in old
    assert client.get(f"{lasting}/3").status_code == 404


def test_a_version_without_pages_yet_is_shown_with_its_download(client, sample_version):
    publish(sample_version)
    assert "页面图像正在生成" in html(client, sample_version.get_absolute_url())


def test_a_withdrawn_document_tells_date_reason_and_successor(client, public_version):
    successor = Document.objects.create(is_sample=True)
    withdraw(public_version, "公告内容有误", successor)
    for user in (None, get_user_model().objects.create_user(username="li", password="x", is_staff=True)):
        if user:
            client.force_login(user)
        shown = html(client, public_version.document.get_absolute_url(), 410)
        assert "公告内容有误" in shown and "撤回日期" in shown
        assert f'href="{successor.get_absolute_url()}"' in shown


def test_a_withdrawn_version_leads_to_the_newer_one(client, public_version, next_version):
    newer = next_version(public_version)
    publish(newer)
    withdraw(public_version, "有错别字")
    shown = html(client, public_version.get_absolute_url(), 410)
    assert f'href="{newer.get_absolute_url()}"' in shown and "第 2 版" in shown
    assert client.get(public_version.document.get_absolute_url()).status_code == 200


def jobs() -> list[dict]:
    return list(
        ProcrastinateJob.objects.filter(task_name__endswith="derive_version").values_list("args", flat=True)
    )


def test_without_pictures_the_words_are_open_and_the_pictures_are_ordered_once(client, sample_version):
    publish(sample_version)
    PageText.objects.create(version=sample_version, page=1, text="征收范围")
    for _ in range(2):
        shown = html(client, sample_version.get_absolute_url())
    assert "页面图像正在生成" in shown and "下载 PDF" in shown
    assert re.search(r'<details class="viewer-words" open>.*征收范围', shown, re.DOTALL)
    assert jobs() == [{"version_id": sample_version.pk}]


def test_pictures_are_made_beside_words_that_are_there(client, sample_version):
    publish(sample_version)
    PageText.objects.create(version=sample_version, page=1, text="自己写的字")
    assert derive(sample_version) == 3
    assert sample_version.page_images.count() == 6
    assert sample_version.page_texts.get(page=1).text == "自己写的字"
    assert derive(sample_version) == 3
    assert "正在生成" not in html(client, sample_version.get_absolute_url()) and jobs() == []
