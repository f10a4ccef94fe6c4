"""Each act upon public bytes has its entry, from the same transaction; what has none is named."""

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.utils import timezone

from geo.errors import BadInput
from layers.documents import ledgered
from layers.documents.ledgered import backfill, enter, first_fault
from layers.documents.models import Document, Publication, StoredFile
from layers.documents.publish import add_version, publish, withdraw
from layers.documents.store import put_made
from layers.ledger.answers import State, answers
from layers.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db


def entries() -> list[dict]:
    return [json.loads(line) for line in LedgerEntry.objects.values_list("line", flat=True)]


def test_a_publication_is_told_with_the_hashes_of_what_the_public_gets(sample_version, three_pages):
    publication = publish(sample_version)
    publish(sample_version)
    (entry,) = entries()
    assert entry["action"] == "PUBLISH"
    assert entry["doc_id"] == sample_version.document.public_id
    assert entry["sha256"] == hashlib.sha256(three_pages).hexdigest() == publication.derivative.sha256
    assert entry["sm3"] == hashlib.new("sm3", three_pages).hexdigest()
    assert (entry["size"], entry["version"], entry["prev"]) == (len(three_pages), 1, "0" * 64)
    assert (entry["title"], entry["doc_no"], entry["org"]) == (
        "关于柳桥村集体土地的征收公告",
        "博政土告〔2024〕12号",
        "博兴县人民政府",
    )
    assert dt.datetime.fromisoformat(entry["acted_at"]) == publication.published_at
    assert (entry["is_sample"], entry["is_backfilled"]) == (True, False)


def test_new_bytes_replace_and_a_new_title_corrects(sample_version, next_version, three_pages):
    publish(sample_version)
    publish(next_version(sample_version))
    again = next_version(sample_version)
    publish(again)
    assert [entry["action"] for entry in entries()] == ["PUBLISH", "REPLACE", "CORRECT"]


def test_a_withdrawal_is_told_with_its_reason_and_an_act_that_failed_is_not(sample_version):
    publish(sample_version)
    with pytest.raises(BadInput, match="撤回必须写明原因"):
        withdraw(sample_version, " ")
    withdraw(sample_version, "面积有误")
    assert [(e["action"], e["reason"]) for e in entries()] == [("PUBLISH", ""), ("WITHDRAW", "面积有误")]
    assert entries()[0]["sha256"] == entries()[1]["sha256"]


def unrecorded(version) -> Publication:
    """As it was before there was a ledger."""
    bytes_ = put_made(version.original.sha256.encode(), "application/pdf", store=StoredFile.Store.DERIVATIVES)
    return Publication.objects.create(version=version, published_at=timezone.now(), derivative=bytes_)


def test_what_was_published_before_the_ledger_is_entered_as_such(sample_version, next_version):
    unrecorded(sample_version)
    gone = unrecorded(next_version(sample_version))
    Publication.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="有误")
    assert backfill() == 3
    assert backfill() == 0
    assert [(e["action"], e["reason"], e["is_backfilled"]) for e in entries()] == [
        ("PUBLISH", "补录：此事在账本启用之前", True),
        ("REPLACE", "补录：此事在账本启用之前", True),
        ("WITHDRAW", "补录：此事在账本启用之前。有误", True),
    ]
    call_command("ledger_check")


def test_an_act_past_the_ledger_is_named(sample_version, next_version):
    name = f"文件 {sample_version.document.public_id} 第 1 版"
    publication = unrecorded(sample_version)
    assert first_fault() == f"{name}的公布不在账本里"
    backfill()
    assert first_fault() is None
    Publication.objects.filter(pk=publication.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="有误"
    )
    assert first_fault() == f"{name}的撤回不在账本里"


def test_a_publication_that_was_deleted_is_named(sample_version):
    Document.objects.update(is_sample=False)
    publication = unrecorded(sample_version)
    backfill()
    # The database lets only samples go; whoever calls it one first is betrayed by the ledger.
    Document.objects.update(is_sample=True)
    publication.delete()
    assert (
        first_fault()
        == f"账本第 1 条公布的文件 {sample_version.document.public_id} 第 1 版已不在：公布记录被删除"
    )


def test_public_bytes_other_than_those_of_the_ledger_are_named(sample_version, monkeypatch):
    monkeypatch.setattr("layers.documents.ledgered._act", other_bytes(monkeypatch))
    publish(sample_version)
    assert first_fault() == f"文件 {sample_version.document.public_id} 第 1 版现在公开的内容与账本所记的不同"


def other_bytes(monkeypatch):
    told = ledgered._act
    return lambda *args, **given: replace(told(*args, **given), sha256="a" * 64)


def the_one(hash_: str):
    (answer,) = answers(hash_)
    return answer


def test_the_answer_follows_the_life_of_a_document(sample_version, next_version, three_pages):
    first = hashlib.sha256(three_pages).hexdigest()
    assert answers(first) == []
    publish(sample_version)
    assert (the_one(first).state, the_one(first).version, the_one(first).newer) == (State.NEWEST, 1, None)
    assert the_one(hashlib.new("sm3", three_pages).hexdigest()) == the_one(first)
    second = next_version(sample_version)
    publish(second)
    assert (the_one(first).state, the_one(first).newer) == (State.REPLACED, 2)
    assert the_one(second.original.sha256).state == State.NEWEST
    withdraw(second, "面积有误")
    gone = the_one(second.original.sha256)
    assert (gone.state, gone.reason) == (State.WITHDRAWN, "面积有误")
    # Nothing newer stands any more.
    assert the_one(first).state == State.NEWEST


def test_a_withdrawal_that_was_entered_before_its_backfilled_publication_still_counts(sample_version):
    publication = unrecorded(sample_version)
    withdraw(sample_version, "有误")
    assert [entry["action"] for entry in entries()] == ["WITHDRAW"]
    backfill()
    assert [entry["action"] for entry in entries()] == ["WITHDRAW", "PUBLISH"]
    assert the_one(publication.derivative.sha256).state == State.WITHDRAWN


def test_bytes_that_were_removed_for_what_they_gave_away_are_said_to_be(sample_version):
    publication = publish(sample_version)
    leaked = publication.derivative.sha256
    withdraw(sample_version, "第 2 页有身份证号")
    enter(publication, LedgerEntry.Action.REDACT, "第 2 页有身份证号")
    assert (the_one(leaked).state, the_one(leaked).reason) == (State.REDACTED, "第 2 页有身份证号")
    assert first_fault() is None


def test_the_same_form_in_two_documents_is_two_answers(sample_version, three_pages):
    other = add_version(
        Document.objects.create(is_sample=True), three_pages, file_name="同.pdf", title="同一张空白表"
    )
    publish(sample_version)
    publish(other)
    assert {answer.title for answer in answers(other.original.sha256)} == {
        "关于柳桥村集体土地的征收公告",
        "同一张空白表",
    }
