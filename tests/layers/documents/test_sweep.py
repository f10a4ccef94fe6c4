"""Files that belong to nothing are swept; files of anything stay."""

from datetime import timedelta

import pytest

from layers.documents.media import publish_media
from layers.documents.models import StoredFile
from layers.documents.store import put
from layers.documents.sweep import sweep
from tests.layers.documents.files import pdf, picture

pytestmark = pytest.mark.django_db
AT_ONCE = timedelta(seconds=-5)


def test_only_what_belongs_to_nothing_is_swept(public_version, stores):
    publish_media("photo", picture(9, 9), file_name="a.png", title="a", transcript="a", is_sample=True)
    orphan = put(pdf("无主"), "无主.pdf")
    nameless = stores["derivatives"] / "ab" / "cd" / "abcd"
    nameless.parent.mkdir(parents=True)
    nameless.write_bytes(b"half")
    kept = StoredFile.objects.count() - 1
    assert sweep() == 0  # all of it is young
    assert sweep(AT_ONCE) == 2
    assert StoredFile.objects.count() == kept
    assert not nameless.exists() and not (stores["originals"] / orphan.name).exists()
    assert all((stores[stored.store] / stored.name).exists() for stored in StoredFile.objects.all())


def test_dropping_a_document_lets_its_files_go(public_version, stores):
    public_version.document.delete()
    assert sweep(AT_ONCE) == 8  # original, public copy, six page images
    assert not StoredFile.objects.exists()
