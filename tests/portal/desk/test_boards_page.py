"""/staff/boards/: the clerk of a village looks at its board and says so from her phone."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from layers.audit.models import AuditEntry
from layers.zones.models import Inspection
from tests.harness.signing_in import sign_in
from tests.layers.zones.making import board
from tests.portal.desk.photos import phone_photo

pytestmark = pytest.mark.django_db
HERE = "/staff/boards/"


@pytest.fixture
def village_board(cast, clock):
    clock.set("2024-03-04 09:00")
    long_ago = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    return board(cast.town_government, "东村公开栏", region=cast.village, published_at=long_ago)


def text(answer):
    return answer.content.decode()


def test_a_clerk_sees_what_is_overdue_and_one_tap_with_a_photo_is_public(
    village_board, client, cast, stores, gate
):
    desk = sign_in(client, cast.village_clerk)
    assert "已经超过 32 天没有查看" in text(desk.get(HERE))
    photo = SimpleUploadedFile("栏.jpg", phone_photo(), "image/jpeg")
    told = {"board": village_board.public_id, "do": "sound", "on": "2024-03-04", "photo": photo}
    assert desk.post(HERE, told).status_code == 302
    look = village_board.inspections.get()
    assert look.is_sound and look.photo is not None and look.person_id == cast.village_clerk.pk
    assert AuditEntry.objects.filter(actor_id=cast.village_clerk.pk, noun="zones_inspection").exists()
    assert "还有 30 天" in text(desk.get(HERE))
    public = text(client.get(village_board.get_absolute_url()))
    assert "2024-03-04，完好" in public and cast.village_clerk.username not in public


def test_a_fault_without_words_and_a_day_to_come_are_refused_in_words(village_board, client, cast):
    desk = sign_in(client, cast.village_clerk)
    for told, words in (
        ({"do": "faulty"}, "有问题的请写明是什么问题"),
        ({"do": "sound", "on": "2024-03-05"}, "不能晚于今天"),
        ({"do": "sound", "on": "昨天"}, "日期应写成"),
        ({}, "请点“完好”或“有问题”"),
    ):
        answer = desk.post(HERE, {"board": village_board.public_id, **told})
        assert answer.status_code == 422 and words in text(answer)
    assert not Inspection.objects.exists()


def test_the_board_of_another_county_and_a_reader_find_nothing(village_board, client, cast):
    told = {"board": village_board.public_id, "do": "sound"}
    neighbour = sign_in(client, cast.neighbour_editor)
    assert "东村公开栏" not in text(neighbour.get(HERE))
    assert neighbour.post(HERE, told).status_code == 404
    assert sign_in(client, cast.county_reviewer).get(HERE).status_code == 404
    assert not Inspection.objects.exists()
