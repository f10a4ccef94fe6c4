"""Documents in the one search box: found while public, by title, number and words, and never afterwards."""

import pytest
from django.core.management import call_command

from layers.documents.derive import derive
from layers.documents.models import Document
from layers.documents.publish import publish, withdraw
from layers.search.query import find

pytestmark = pytest.mark.django_db


def keys(text: str) -> list[str]:
    return [found.key for found in find(text, kind="document")]


def test_a_document_is_found_from_its_publication_to_its_withdrawal(sample_version):
    derive(sample_version)
    assert keys("六万元") == []
    publish(sample_version)
    mine = [sample_version.document.public_id]
    assert keys("征收公告") == keys("博政土告〔2024〕12号") == keys("六万元") == mine
    withdraw(sample_version, "有误")
    assert keys("征收公告") == keys("博政土告〔2024〕12号") == keys("六万元") == []


def test_words_of_pages_made_after_publication_are_found(sample_version):
    publish(sample_version)
    assert keys("六万元") == []
    call_command("derive_documents")
    assert keys("六万元") == [sample_version.document.public_id]


def test_after_a_withdrawal_the_words_of_the_other_version_are_found(public_version, next_version):
    newer = next_version(public_version)
    derive(newer)
    publish(newer)
    assert (keys("六万元"), keys("更正")) == ([], [newer.document.public_id])
    withdraw(newer, "有误")
    assert (keys("六万元"), keys("更正")) == ([newer.document.public_id], [])
    assert Document.objects.count() == 1
