"""Photos, sounds and films."""

import io

import pytest
from PIL import Image

from geo.errors import BadInput
from layers.documents.media import publish_media
from layers.documents.models import MediaFile, StoredFile
from layers.documents.store import open_stored
from tests.layers.documents.files import green_film, picture, second_of_sound

pytestmark = pytest.mark.django_db


def photo_from_a_phone() -> bytes:
    """Lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "planted secret"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 8.0, 1.0), 3: "E", 4: (118.0, 7.0, 1.0)})
    return picture(3000, 1000, "JPEG", exif=exif)


def test_a_photo_is_made_anew_upright_smaller_and_without_its_place():
    media = publish_media(
        "photo", photo_from_a_phone(), file_name="门.jpg", title="大门", transcript="大门朝南", is_sample=True
    )
    public = open_stored(media.file).read()
    image = Image.open(io.BytesIO(public))
    assert image.size == (667, 2000)
    assert not image.getexif() and b"planted secret" not in public
    assert b"planted secret" in open_stored(media.original).read()
    assert media.original.store == StoredFile.Store.ORIGINALS


def test_a_sound_is_heard_from_the_middle(client):
    media = publish_media(
        "audio", second_of_sound(), file_name="听.mp3", title="介绍", transcript="您好", is_sample=True
    )
    response = client.get(
        media.get_absolute_url().lower().replace("/d/", "/d/"), headers={"Range": "bytes=500-"}
    )
    assert response.status_code == 206
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert b"".join(response.streaming_content) == second_of_sound()[500:]


def test_words_are_required_and_the_kind_must_fit():
    with pytest.raises(BadInput, match="文字稿"):
        publish_media("photo", picture(9, 9), file_name="a.png", title="a", transcript=" ", is_sample=True)
    with pytest.raises(BadInput, match="只收 MP3 声音"):
        publish_media("audio", picture(9, 9), file_name="a.png", title="a", transcript="a", is_sample=True)
    with pytest.raises(BadInput, match="类型应为"):
        publish_media("svg", picture(9, 9), file_name="a.png", title="a", transcript="a", is_sample=True)


def test_a_real_photo_is_looked_at_before_it_is_public():
    with pytest.raises(BadInput, match="文件名：疑似手机号 1 处"):
        publish_media("photo", picture(9, 9), file_name="13812345678.png", title="a", transcript="a")
    assert not MediaFile.objects.exists()
    publish_media("photo", picture(9, 9), file_name="a.png", title="a", transcript="a")
    assert MediaFile.objects.count() == 1


def test_a_withdrawn_photo_is_410(client):
    media = publish_media(
        "photo", picture(9, 9), file_name="a.png", title="旧照", transcript="a", is_sample=True
    )
    assert client.get(media.get_absolute_url()).status_code == 200
    media.withdrawn_at, media.withdrawal_reason = media.published_at, "照片有人脸"
    media.save()
    response = client.get(media.get_absolute_url())
    assert response.status_code == 410
    assert "照片有人脸" in response.content.decode()


def test_a_film_with_a_spoiled_index_is_refused_and_nothing_of_it_is_kept():
    """Its boxes fill the file as they should, so the look at its content alone lets it pass."""
    film = green_film()
    given = {"file_name": "片.mp4", "title": "绿色", "transcript": "一片绿色", "is_sample": True}
    assert publish_media("video", film, **given).kind == "video"
    kept = StoredFile.objects.count()
    with pytest.raises(BadInput) as refused:
        publish_media("video", film.replace(b"trak", b"trax"), **given)
    assert refused.value.parameter == "file" and "片.mp4:" in refused.value.message
    assert StoredFile.objects.count() == kept
