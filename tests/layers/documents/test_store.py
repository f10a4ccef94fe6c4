"""Bytes are named by their hash and written once; the user's file name is data."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from geo.errors import BadInput
from layers.documents.models import StoredFile
from layers.documents.store import clean_file_name, copy, open_stored, put
from tests.layers.documents.files import pdf, picture


def files_in(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_file_lies_under_its_sha256_and_not_under_its_name(stores):
    content = pdf("一")
    stored = put(content, "../../etc 公告.pdf".replace("/", "-"))
    digest = hashlib.sha256(content).hexdigest()
    assert files_in(stores["originals"]) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]
    assert (stored.sha256, stored.size, stored.media_type) == (digest, len(content), "application/pdf")
    assert open_stored(stored).read() == content


@pytest.mark.django_db
def test_the_same_bytes_twice_are_one_file_and_one_row(stores):
    first = put(io.BytesIO(pdf("一")), "a.pdf")
    path = stores["originals"] / first.name
    written = path.stat().st_mtime_ns
    assert put(pdf("一"), "b.pdf") == first
    assert path.stat().st_mtime_ns == written
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_half_a_file_left_by_a_crash_is_written_again(stores):
    stored = put(pdf("一"), "a.pdf")
    path = stores["originals"] / stored.name
    path.write_bytes(b"%PDF-half")
    put(pdf("一"), "a.pdf")
    assert path.read_bytes() == pdf("一")


def test_a_write_that_fails_midway_leaves_nothing(stores):
    class Breaks(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        storages["originals"].save("ab/cd/abcd", Breaks(b""))
    assert files_in(stores["originals"]) == []


@pytest.mark.django_db
def test_original_and_public_copy_are_two_files_in_two_stores(stores):
    original = put(picture(9, 9), "图.png")
    public = copy(original, StoredFile.Store.DERIVATIVES)
    assert public.sha256 == original.sha256 and public != original
    assert files_in(stores["originals"]) == files_in(stores["derivatives"])


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_by_name_before_it_is_stored(stores, settings):
    settings.UPLOAD_MAX_BYTES = 1 << 20
    with pytest.raises(BadInput, match=r"大文件\.pdf:超过 1 MB"):
        put(b"%PDF-" + b"0" * (1 << 20), "大文件.pdf")
    assert files_in(stores["originals"]) == []


@pytest.mark.django_db
def test_an_empty_file_is_refused_by_name():
    with pytest.raises(BadInput, match=r"空\.pdf:是空文件"):
        put(b"", "空.pdf")


@pytest.mark.parametrize("name", ["a\u202efdp.exe", "a\u200b.pdf", "a\nb.pdf", "a\x00.pdf", "\ud800.pdf"])
def test_a_name_with_control_or_bidi_characters_is_refused(name):
    with pytest.raises(BadInput, match="控制字符"):
        clean_file_name(name)


@pytest.mark.parametrize("name", ["../x.pdf", "/etc/passwd", "C:\\x.pdf", "", "长" * 201])
def test_a_name_that_is_a_path_or_too_long_is_refused(name):
    with pytest.raises(BadInput):
        clean_file_name(name)


def test_rare_characters_stay_and_are_composed():
    assert clean_file_name("㛃庄 𠅤村 e\u0301.pdf") == "㛃庄 𠅤村 \u00e9.pdf"
