"""What the login of anonymous readers gets of documents, asked of the real login."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from layers.documents.derive import derive
from layers.documents.models import (
    Document,
    DocumentVersion,
    MediaFile,
    PageImage,
    PageText,
    Publication,
    Redaction,
    StoredFile,
)
from layers.documents.publish import add_version, publish, redact, withdraw
from layers.staff.models import User
from tests.layers.documents.files import pdf, stores_in

pytestmark = pytest.mark.logins

MODELS = (Document, DocumentVersion, Publication, PageImage, PageText, StoredFile, MediaFile)


def seen() -> dict[str, int]:
    return {model.__name__: model.objects.using("public").count() for model in MODELS}


@pytest.fixture
def version(committed_database: Any, settings: Any, tmp_path: Path) -> DocumentVersion:
    stores_in(tmp_path, settings)
    document = Document.objects.create(is_sample=True)
    made = add_version(document, pdf("征收土地公告"), file_name="公告.pdf", title="公告")
    derive(made)
    return made


def test_the_reader_is_another_login():
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "web_ro"


def test_of_an_unpublished_version_the_reader_sees_nothing(version):
    assert PageImage.objects.count() == 2 and StoredFile.objects.count() == 3
    assert seen() == dict.fromkeys(seen(), 0)


def test_of_a_published_version_the_reader_sees_all_but_the_original(version):
    publish(version)
    assert seen() == {
        "Document": 1,
        "DocumentVersion": 1,
        "Publication": 1,
        "PageImage": 2,
        "PageText": 1,
        "StoredFile": 3,
        "MediaFile": 0,
    }
    assert set(StoredFile.objects.using("public").values_list("store", flat=True)) == {"derivatives"}


def test_of_a_withdrawn_version_the_reader_sees_that_it_was_and_no_bytes(version):
    publish(version)
    withdraw(version, "有误")
    left = seen()
    assert (left["Document"], left["DocumentVersion"], left["Publication"]) == (1, 1, 1)
    assert (left["PageImage"], left["PageText"], left["StoredFile"]) == (0, 0, 0)


def test_the_next_version_stays_hidden_while_the_first_is_public(version):
    publish(version)
    add_version(version.document, pdf("更正"), file_name="更正.pdf", title="更正")
    assert list(DocumentVersion.objects.using("public").values_list("number", flat=True)) == [1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_reader_changes_nothing(version, model):
    table = model._meta.db_table
    with connections["public"].cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")  # anybody may; only the missing grant holds
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["public"].cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_anonymous_page_is_answered_by_the_reader(version, client):
    address = version.document.get_absolute_url()
    assert client.get(address).status_code == 404
    publish(version)
    assert client.get(address).status_code == 200
    assert b"".join(client.get(f"{version.get_absolute_url()}/file").streaming_content) == pdf("征收土地公告")
    withdraw(version, "有误")
    assert client.get(address).status_code == 410


def test_the_reader_learns_of_a_redaction_when_it_is_done_and_not_that_it_was_asked_for(version, client):
    asks, does = (User.objects.create(username=name) for name in ("asks", "does"))
    publish(version)
    asked = Redaction.objects.create(version=version, reason="泄露身份证号", asked_by=asks)
    assert not Redaction.objects.using("public").exists()
    redact(asked, does)
    assert Redaction.objects.using("public").get().reason == "泄露身份证号"
    left = seen()
    assert (left["PageImage"], left["PageText"], left["StoredFile"]) == (0, 0, 0)
    answer = client.get(f"{version.get_absolute_url()}/file")
    assert answer.status_code == 410 and "内容已删除" in answer.content.decode()
