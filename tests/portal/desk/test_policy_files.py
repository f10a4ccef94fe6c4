"""附件 of a policy: handed in with its form, private until the release, then public with it and withdrawn with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from layers.changes.drafting import draft, draft_withdrawal
from layers.changes.models import ChangeSet
from layers.changes.review import release, sign, submit
from layers.documents.models import Document
from layers.policies.models import PolicyFile
from tests.harness.posting import form_of
from tests.layers.documents.files import pdf
from tests.layers.policies.making import policy, section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores", "gate")]


@pytest.fixture
def found(cast):
    return policy(cast.bureau, section=section())


def file(name="申报表.pdf", words="申报表"):
    return SimpleUploadedFile(name, pdf(words), "application/pdf")


def now(made):
    return ChangeSet.objects.get(pk=made.pk)


def rows_of(made):
    return now(made).rows.get().after["policy_files"]


def post(desk, made, do="save", **changed):
    address = f"/staff/changes/{made.public_id}/edit/"
    return desk.post(address, form_of(desk.get(address)) | {"do": do} | changed)


def send(desk, made, sent):
    given = {"noun": "policy", "key": made.rows.get().key, "document": "", "hash": now(made).content_hash}
    return desk.post(f"/staff/changes/{made.public_id}/files", given | {"file": sent})


def released(made, cast):
    done = submit(made.public_id, made.author, seen_hash=now(made).content_hash)
    sign(done.public_id, cast.county_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def with_file(desk, cast, found):
    made = draft("policy", cast.county_editor, found.public_id)
    assert post(desk, made, do="attach", files=[file()]).status_code == 302
    return released(made, cast)


def page(client, found):
    return client.get(found.get_absolute_url()).content.decode()


def test_a_file_comes_with_the_form_and_is_nobodys_until_the_policy_is_released(desk, client, cast, found):
    made = draft("policy", cast.county_editor, found.public_id)
    assert post(desk, made, do="attach", files=[file()], summary="改过的说明").status_code == 302
    assert now(made).rows.get().after["summary"] == "改过的说明"
    (row,) = rows_of(made)
    assert row["version"]["title"] == "申报表"
    shown = desk.get(now(made).get_absolute_url()).content.decode()
    assert "申报表" in shown and "附件，全文" in shown
    assert "附件" not in page(client, found) and not Document.objects.published().exists()
    released(made, cast)
    html = page(client, found)
    assert ">附件</h2>" in html and f'href="/d/{row["document"]}"' in html and "PDF，" in html
    assert client.get(f"/d/{row['document']}").status_code == 200


def test_a_script_sends_a_file_and_reads_back_what_its_row_shall_say(desk, cast, found):
    made = draft("policy", cast.county_editor, found.public_id)
    answer = send(desk, made, file("目录.pdf"))
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["file"]["title"] == "目录"
    assert [row["document"] for row in rows_of(made)] == [answer.json()["file"]["document"]]


def test_what_the_gate_refuses_does_not_become_public(desk, cast, found, gate):
    gate.append("第 1 页有身份证号")
    made = draft("policy", cast.county_editor, found.public_id)
    post(desk, made, do="attach", files=[file()])
    assert "第 1 页有身份证号" in desk.get(now(made).get_absolute_url()).content.decode()
    with pytest.raises(Exception, match="第 1 页有身份证号"):
        released(made, cast)
    assert not PolicyFile.objects.exists()


def test_a_file_that_leaves_the_policy_is_withdrawn_and_so_are_all_with_the_policy(desk, client, cast, found):
    with_file(desk, cast, found)
    address = PolicyFile.objects.get().document.get_absolute_url()
    made = draft("policy", cast.county_editor, found.public_id)
    address_of_form = f"/staff/changes/{made.public_id}/edit/"
    left = form_of(
        desk.post(address_of_form, form_of(desk.get(address_of_form)) | {"do": "remove policy_files-0"})
    )
    assert desk.post(address_of_form, left | {"do": "save"}).status_code == 302
    assert rows_of(made) == []
    released(made, cast)
    assert client.get(address).status_code == 410
    assert "附件" not in page(client, found)
    with_file(desk, cast, found)
    address = PolicyFile.objects.get().document.get_absolute_url()
    assert client.get(address).status_code == 200
    gone = draft_withdrawal("policy", cast.county_editor, found.public_id, "重复登记")
    released(gone, cast)
    answer = client.get(address)
    assert answer.status_code == 410 and "重复登记" in answer.content.decode()


def test_the_number_of_anothers_document_brings_it_into_no_draft(desk, cast, found):
    with_file(desk, cast, found)
    other = draft("policy", cast.county_editor, policy(cast.bureau, "别的办法", section=section()).public_id)
    (row,) = draft("policy", cast.county_editor, found.public_id).rows.get().after["policy_files"]
    stolen = {
        "policy_files": ["x"], "policy_files-x-document": row["document"],
        "policy_files-x-version_title": "拿来的", "policy_files-x-sort_key": "1",
    }  # fmt: skip
    answer = post(desk, other, **stolen)
    assert answer.status_code == 422 and "这份文件不是这里的" in answer.content.decode()
    assert rows_of(other) == []
