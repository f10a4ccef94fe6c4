"""宣传视频 of the samples: eight with captions, tied to what they are about, with their bytes; small on the disk."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from importers.samples.draws import Draws
from importers.samples.videos import FOLDER, make_videos
from layers.changes.aggregate import NOUNS
from layers.changes.reading import snapshot
from layers.sample_removal import drop_samples
from layers.services.models import ServiceItem
from layers.videos.captions import parse
from layers.videos.models import Footage, Playlist, Video
from layers.zones.models import Zone
from tests.harness.cast import make_cast
from tests.layers.documents.files import stores_in
from tests.layers.services.making import item
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


def test_eight_marked_videos_with_captions_and_both_sizes_could_be_released_as_they_are(settings, tmp_path):
    stores_in(tmp_path, settings)
    cast = make_cast()
    about = item(cast.bureau, "居民身份证申领换领", is_sample=True)
    zone(cast.bureau, is_sample=True)
    city = SimpleNamespace(draws=Draws(1), today=dt.date(2024, 3, 4), moment=lambda day: timezone.now())
    assert make_videos(city, SimpleNamespace(departments={"a": cast.city_office})) == 8
    for video in Video.objects.prefetch_related("renditions__file"):
        assert "示例" in video.title and video.is_sample and "示例" in parse(video.captions)[-1].text
        assert {one.kind for one in video.renditions.all()} == {"large", "small", "poster"}
        NOUNS["video"].check(video.public_id, snapshot(NOUNS["video"], video.public_id))
    assert Video.objects.get(item=about).organisation == cast.bureau
    assert not Footage.objects.filter(is_sample=False).exists()
    assert [one.entries.count() for one in Playlist.objects.order_by("pk")] == [8, 4]
    drop_samples()
    assert not any(model.objects.exists() for model in (Video, Footage, Playlist, ServiceItem, Zone))


def test_the_clips_weigh_less_than_a_megabyte():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1 << 20
