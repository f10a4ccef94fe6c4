"""Introductions that are heard and read."""

import datetime as dt
import shutil
import wave
from io import BytesIO
from random import Random

import pytest

from importers.samples import audio
from layers.documents.models import MediaFile
from layers.documents.store import open_stored
from layers.places.models import Category, CategoryGroup, OpeningHours, Place
from tests.layers.land import factories

pytestmark = pytest.mark.django_db
needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def hall(town):
    group, _ = CategoryGroup.objects.get_or_create(
        code="government", defaults={"name": "政务", "icon": "x", "hue": 1}
    )
    category, _ = Category.objects.get_or_create(
        code="service-hall", defaults={"name": "政务服务中心", "group": group, "icon": "x"}
    )
    place = Place.objects.create(
        name="博兴县政务服务中心", category=category, region=town[1], address="胜利二路(示例段)1号",
        location=factories.point(0, 0), public_location=factories.point(0, 0), source="示例数据", is_sample=True,
        introduction="受理各部门政务服务事项。",
    )  # fmt: skip
    for opens, closes in ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(17))):
        OpeningHours.objects.create(place=place, days="working_day", opens=opens, closes=closes)
    return place


def test_the_transcript_says_where_and_when(hall):
    words = audio.text_of(hall)
    assert "博兴县政务服务中心" in words and "地址是胜利二路(示例段)1号" in words
    assert "工作日8:30到12:00，13:30到17:00" in words
    assert "8点30分到12点，13点30分到17点" in audio.spoken(words)


@needs_voice
def test_a_place_gets_a_sound_and_its_words(client, hall):
    assert audio.write(Random(1)) == 1
    hall.refresh_from_db()
    assert hall.audio.kind == MediaFile.Kind.AUDIO and hall.audio.is_sample
    assert hall.audio.transcript == audio.text_of(hall)
    response = client.get(hall.audio.get_absolute_url(), headers={"range": "bytes=0-99"})
    assert response.status_code == 206 and response.headers["Content-Type"] in {"audio/mpeg", "audio/wav"}
    assert audio.write(Random(1)) == 0


@needs_voice
def test_without_ffmpeg_it_is_a_small_wav(hall, monkeypatch):
    which = shutil.which
    monkeypatch.setattr(audio.shutil, "which", lambda name: None if name == "ffmpeg" else which(name))
    assert audio.write(Random(1)) == 1
    hall.refresh_from_db()
    content = open_stored(hall.audio.file).read()
    with wave.open(BytesIO(content)) as heard:
        assert (heard.getnchannels(), heard.getframerate(), heard.getsampwidth()) == (1, 16_000, 2)
        assert 3 < heard.getnframes() / 16_000 < 60


def test_without_a_voice_one_line_says_so(hall, monkeypatch, capsys):
    monkeypatch.setattr(audio.shutil, "which", lambda name: None)
    assert audio.write(Random(1)) == 0
    assert "没有安装 espeak-ng" in capsys.readouterr().out
