"""The files of a case: handed in with its form or by a script, private until the release, signed by their bytes."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.attachment import Attachment
from layers.changes.drafting import draft, draft_withdrawal, drop
from layers.changes.models import ChangeSet
from layers.changes.review import release, sign, submit
from layers.documents.derive import derive
from layers.documents.models import Document, DocumentVersion, StoredFile
from layers.documents.sweep import sweep
from layers.land import publish as land
from layers.land.models import Case, CaseDocument
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import pdf, picture
from tests.layers.documents.test_sweep import AT_ONCE
from tests.layers.land.factories import case as a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores")]
STEPS = (
    ("county_reviewer", "first"),
    ("county_second_reviewer", "second"),
    ("county_third_reviewer", "final"),
    ("secrecy_reviewer", "secrecy"),
)


def key_of(made):
    return made.rows.get().key


def now(made):
    return ChangeSet.objects.get(pk=made.pk)


def content(made):
    return now(made).rows.get().after


def address(made):
    return f"/staff/changes/{made.public_id}/edit/"


def file(name="征收土地预公告.pdf", content=None):
    return SimpleUploadedFile(
        name, content if content is not None else pdf("公告", "附图"), "application/pdf"
    )


def send(client, made, sent, document="", **changed):
    """As the script does."""
    given = {"noun": "case", "key": key_of(made), "document": document, "hash": now(made).content_hash}
    return client.post(f"/staff/changes/{made.public_id}/files", given | changed | {"file": sent})


def post(client, made, sent=None, do="save", **changed):
    sent = form_of(client.get(address(made))) if sent is None else sent
    return client.post(address(made), sent | {"do": do} | changed)


def text(answer):
    return answer.content.decode()


def released(made, cast):
    done = submit(made.public_id, made.author, seen_hash=now(made).content_hash)
    for person, step in STEPS:
        sign(done.public_id, getattr(cast, person), step, seen_hash=done.content_hash)
    return release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def bytes_of(answer):
    return b"".join(answer.streaming_content)


def refusals():
    return AuditEntry.objects.filter(refused=True).count()


def test_files_come_with_the_form_and_nothing_typed_is_lost(desk, made, gate):
    page = form_of(desk.get(address(made)))
    both = [file(), file("供地.png", picture(90, 90))]
    answer = post(desk, made, page, do="attach", files=both, purpose="物流用地")
    assert answer.status_code == 302, text(answer)
    after = content(made)
    rows = after["case_documents"]
    assert after["purpose"] == "物流用地"
    assert [row["version"]["title"] for row in rows] == ["征收土地预公告", "供地"]
    assert rows[0]["kind"] == "pre_notice" and rows[1]["kind"] is None
    assert rows[0]["version"]["original__sha256"] == hashlib.sha256(pdf("公告", "附图")).hexdigest()
    shown = text(desk.get(address(made)))
    assert "征收土地预公告.pdf" in shown and "PDF，2 页" in shown
    # Nothing of it is public, nor is there anything that a publication could name.
    assert not CaseDocument.objects.exists() and not Document.objects.published().exists()
    assert not Document.objects.filter(public_id__in=[row["document"] for row in rows]).exists()


def test_a_form_with_a_fault_still_takes_its_files_and_keeps_what_was_typed(desk, made, gate):
    answer = post(desk, made, do="attach", files=[file()], year="明年")
    sent = form_of(answer)
    assert answer.status_code == 422 and sent["year"] == ["明年"]
    assert ["征收土地预公告"] in [sent[name] for name in sent if name.endswith("version_title")]
    assert len(content(made)["case_documents"]) == 1
    again = post(desk, made, sent, year="2024")
    assert again.status_code == 302 and len(content(made)["case_documents"]) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (("假.pdf", b"<!DOCTYPE html><script>alert(1)</script>"), "假.pdf:内容是"),
        (("空.pdf", b""), "空文件"),
        (("改名.png", pdf("公告")), "内容是 PDF,文件名却不是 .pdf"),
        (("断.pdf", pdf("公告")[:900]), "不完整"),
        (("表格.xlsx", b"PK\x03\x04" + b"0" * 100), "不是完整的 XLSX 表格"),
    ],
)
def test_what_is_no_document_is_refused_by_name_in_both_ways(desk, made, gate, sent, said):
    answer = send(desk, made, file(*sent))
    if sent[1]:  # Django drops an empty file before we see it
        assert answer.status_code == 422 and said in answer.json()["message"]
    answer = post(desk, made, do="attach", files=[file(*sent), file()])
    assert not sent[1] or (answer.status_code == 422 and said in text(answer))
    assert [row["version"]["file_name"] for row in content(made)["case_documents"]] == ["征收土地预公告.pdf"]


def test_a_file_that_is_too_large_is_refused_with_the_limit(desk, made, gate, settings):
    settings.UPLOAD_MAX_BYTES = 1 << 20
    answer = send(desk, made, file("大.pdf", b"%PDF-" + b"0" * (2 << 20)))
    assert answer.status_code == 422 and answer.json()["message"] == "大.pdf:超过 1 MB"
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["公告‮fdp.pdf", "公\x00告.pdf", "公\u200b告.pdf", "长" * 300 + ".pdf"])
def test_a_name_with_unseen_characters_is_refused_and_markup_in_one_is_text(desk, made, gate, name):
    answer = send(desk, made, file(name))
    assert answer.status_code in (200, 422)  # a NUL is cut off by Django's reader of forms
    if answer.status_code == 422:
        assert "文件名" in answer.json()["message"]
    assert send(desk, made, file("<img src=x onerror=alert(1)>'\".pdf")).status_code == 200
    shown = text(desk.get(address(made)))
    assert "<img src=x" not in shown and "&lt;img src=x" in shown
    assert send(desk, made, file("../../etc/passwd.pdf")).status_code == 200
    assert content(made)["case_documents"][-1]["version"]["file_name"] == "passwd.pdf"


def test_only_who_sees_the_draft_opens_its_files_and_a_try_is_recorded(client, cast, made, gate):
    told = send(sign_in(client, cast.county_editor), made, file()).json()["file"]
    here = told["address"]
    one = Attachment.objects.get()
    derive(one.version)
    addresses = [here, f"{here}original", f"{here}pages/1/800"]
    for role in ("county_editor", "county_reviewer", "county_publisher", "city_editor", "auditor"):
        person = sign_in(Client(), getattr(cast, role))
        assert [person.get(one).status_code for one in addresses] == [200, 200, 200], role
    for role in ("neighbour_editor", "bureau_editor", "town_editor", "system_administrator"):
        person, before = sign_in(Client(), getattr(cast, role)), refusals()
        assert [person.get(one).status_code for one in addresses] == [404, 404, 404], role
        assert refusals() == before + 3, role
    assert [Client().get(one).status_code for one in addresses] == [302, 302, 302]
    assert Client().get(f"/d/{told['document']}").status_code == 404
    assert Client().get(f"/d/{one.version.document.public_id}/1/file").status_code == 404
    inside = sign_in(Client(), cast.county_editor).get(f"{here}original")
    assert inside["Cache-Control"] == "no-store, private" and inside["Content-Security-Policy"].startswith(
        "sandbox"
    )


def test_a_guessed_number_and_a_file_of_another_set_are_not_there(client, cast, made, gate):
    send(sign_in(client, cast.county_editor), made, file())
    other = draft("case", cast.neighbour_editor, after={"name": "别县的", "county": cast.neighbour.code})
    stranger = sign_in(Client(), cast.neighbour_editor)
    one, before = Attachment.objects.get(), refusals()
    assert stranger.get(f"/staff/changes/{other.public_id}/files/{one.public_id}/original").status_code == 404
    assert stranger.get(f"/staff/changes/{other.public_id}/files/000000000/").status_code == 404
    assert refusals() == before + 2


def test_nobody_uploads_into_the_draft_of_another(client, cast, made, gate):
    for role, status in (("neighbour_editor", 404), ("county_reviewer", 403), ("city_editor", 403)):
        before = refusals()
        assert send(sign_in(Client(), getattr(cast, role)), made, file()).status_code == status
        assert refusals() == before + 1
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()
    assert (
        sign_in(client, cast.county_editor).get(f"/staff/changes/{made.public_id}/files").status_code == 405
    )


def test_a_forged_form_names_no_document_of_another_case(client, cast, desk, made, gate):
    other = draft("case", cast.neighbour_editor, after={"name": "别县的", "county": cast.neighbour.code})
    foreign = send(sign_in(Client(), cast.neighbour_editor), other, file()).json()["file"]["document"]
    public = DocumentVersion.objects.create(
        document=Document.objects.create(), number=1, title="x", file_name="x.pdf",
        original=StoredFile.objects.get(),
    )  # fmt: skip
    for document in (foreign, public.document.public_id, "000000000", ""):
        forged = {
            "case_documents": ["0"], "case_documents-0-document": document, "case_documents-0-kind": "approval",
            "case_documents-0-version_title": "偷来的", "case_documents-0-first_page": "1",
            "case_documents-0-audience": "public",
        }  # fmt: skip
        answer = post(desk, made, **forged)
        assert answer.status_code == 422 and "这份文件不是这里的" in text(answer), document
        assert send(desk, made, file(), document=document or "nothing").status_code == 404
    assert content(made)["case_documents"] == []


def test_a_document_slipped_into_the_draft_by_other_means_is_refused_at_its_submission(cast, made, gate):
    from layers.changes.drafting import put_row

    other = Document.objects.create()
    after = content(made) | {"case_documents": [{"kind": "approval", "document": other.public_id}]}
    put_row(made.public_id, cast.county_editor, key_of(made), after, seen_hash=made.content_hash)
    with pytest.raises(BadInput, match="不是本案的"):
        submit(made.public_id, cast.county_editor, seen_hash=now(made).content_hash)


def test_two_windows_are_told_and_the_second_file_is_not_taken(desk, made, gate):
    stale = now(made).content_hash
    page = form_of(desk.get(address(made)))
    assert send(desk, made, file()).status_code == 200
    refused = send(desk, made, file("第二份.pdf"), hash=stale)
    assert refused.status_code == 409 and "别的窗口" in refused.json()["message"]
    assert post(desk, made, page, do="attach", files=[file("第三份.pdf")]).status_code == 409
    assert len(content(made)["case_documents"]) == Attachment.objects.count() == 1


def test_what_the_gate_says_stands_beside_the_file_and_before_the_reviewer(desk, cast, made, gate):
    gate.append("第 1 页疑有身份证号 3716…")
    assert send(desk, made, file()).json()["file"]["said"] == "公布前检查：第 1 页疑有身份证号 3716…"
    assert "疑有身份证号" in text(desk.get(address(made)))
    shown = text(sign_in(Client(), cast.county_reviewer).get(f"/staff/changes/{made.public_id}/"))
    assert "疑有身份证号" in shown and "（不能发布）" in shown
    with pytest.raises(BadInput, match="疑有身份证号"):
        released(made, cast)
    assert not Document.objects.published().exists() and not CaseDocument.objects.exists()


def test_the_reviewer_opens_the_bytes_that_she_signs_and_after_the_release_the_public_sees_the_pages(
    desk, cast, made, gate
):
    told = send(desk, made, file()).json()["file"]
    derive(Attachment.objects.get().version)  # as the worker does
    sent = form_of(desk.get(address(made))) | {
        "case_documents-0-version_title": "关于东村的征收土地预公告", "case_documents-0-version_doc_no": "博政预告〔2024〕3号",
        "case_documents-0-version_issued_on": "2024-01-02", "case_documents-0-stage": "PRE_NOTICE 1",
    }  # fmt: skip
    assert post(desk, made, sent).status_code == 302
    reviewer = sign_in(Client(), cast.county_reviewer)
    shown = text(reviewer.get(f"/staff/changes/{made.public_id}/"))
    signed = content(made)["case_documents"][0]["version"]["original__sha256"]
    assert "关于东村的征收土地预公告" in shown and signed[:16] in shown and told["address"] in shown
    assert hashlib.sha256(bytes_of(reviewer.get(f"{told['address']}original"))).hexdigest() == signed
    released(made, cast)
    public = Client()
    case = Case.objects.get(public_id=key_of(made))
    page = text(public.get(case.get_absolute_url()))
    assert "关于东村的征收土地预公告" in page and f"/d/{told['document']}" in page
    viewer = text(public.get(f"/d/{told['document']}"))
    assert "博政预告〔2024〕3号" in viewer and f"/d/{told['document']}/1/pages/2/800" in viewer
    assert bytes_of(public.get(f"/d/{told['document']}/1/file")) == pdf("公告", "附图")
    # Whoever reviewed it still finds what she signed; the draft's own rows are gone.
    assert bytes_of(reviewer.get(f"{told['address']}original")) == pdf("公告", "附图")
    assert Document.objects.count() == DocumentVersion.objects.count() == 1
    assert case.case_documents.get().stage.kind.code == "PRE_NOTICE"


def test_a_replaced_file_is_version_2_and_version_1_stays_at_its_address(desk, cast, made, gate):
    document = send(desk, made, file()).json()["file"]["document"]
    post(desk, made)
    released(made, cast)
    second = draft("case", cast.county_editor, key_of(made))
    assert send(desk, second, file("更正.pdf", pdf("更正")), document=document).status_code == 200
    row = content(second)["case_documents"][0]
    assert row["version"]["title"] == "征收土地预公告" and row["version"]["file_name"] == "更正.pdf"
    assert Client().get(f"/d/{document}/2").status_code == 404
    released(second, cast)
    public = Client()
    assert bytes_of(public.get(f"/d/{document}/2/file")) == pdf("更正")
    assert bytes_of(public.get(f"/d/{document}/1/file")) == pdf("公告", "附图")
    assert [version.number for version in DocumentVersion.objects.order_by("number")] == [1, 2]
    assert CaseDocument.objects.get().version.number == 2


def test_a_title_alone_makes_a_new_version_of_the_same_bytes_and_untouched_files_make_none(
    desk, cast, made, gate
):
    send(desk, made, file())
    released(made, cast)
    second = draft("case", cast.county_editor, key_of(made))
    post(desk, second, compensation="改了补偿说明")
    released(second, cast)
    assert DocumentVersion.objects.count() == 1
    third = draft("case", cast.county_editor, key_of(made))
    post(desk, third, **{"case_documents-0-version_title": "改过的标题"})
    released(third, cast)
    assert [one.title for one in DocumentVersion.objects.order_by("number")] == [
        "征收土地预公告",
        "改过的标题",
    ]
    assert StoredFile.objects.filter(store="originals").count() == 1


def test_a_file_taken_out_of_a_draft_and_a_dropped_draft_leave_nothing_behind(desk, cast, made, gate, stores):
    send(desk, made, file())
    send(desk, made, file("第二份.pdf", pdf("第二份")))
    gone, kept = Attachment.objects.order_by("pk")
    sent = form_of(desk.get(address(made)))
    assert post(desk, made, sent | {"case_documents": ["1"]}).status_code == 302
    assert Attachment.objects.get() == kept and not Document.objects.filter(versions=gone.version_id).exists()
    assert desk.get(f"/staff/changes/{made.public_id}/files/{gone.public_id}/").status_code == 404
    assert sweep(AT_ONCE) == 1
    drop(made.public_id, cast.county_editor, seen_hash=now(made).content_hash)
    assert not Attachment.objects.exists() and not Document.objects.exists()
    sweep(AT_ONCE)
    assert not StoredFile.objects.exists()
    assert not [path for path in stores["originals"].rglob("*") if path.is_file()]


def test_several_parts_of_one_file_stand_in_rows_of_their_own_with_their_pages(desk, cast, made, gate):
    send(desk, made, file("一书四方案.pdf", pdf(*"一二三四五")))
    answer = post(desk, made, do="part case_documents-0", **{"case_documents-0-kind": "submission"})
    sent = form_of(answer)
    assert sent["case_documents"] == ["0", "n0"] and "case_documents-n0-version_title" not in sent
    pages = {
        "case_documents-0-last_page": "2",
        "case_documents-n0-first_page": "3",
        "case_documents-n0-last_page": "9",
    }
    sent |= pages | {
        "case_documents-n0-kind": "acquisition_plan",
        "case_documents-0-version_title": "呈报材料",
    }
    too_far = post(desk, made, sent, do="check")
    assert too_far.status_code == 422 and "只有 5 页，页码写到了第 9 页" in text(too_far)
    assert (
        post(
            desk,
            made,
            form_of(too_far),
            do="check",
            **{"case_documents-1-last_page": "", "case_documents-n0-last_page": "5"},
        ).status_code
        == 302
    )
    rows = content(made)["case_documents"]
    assert {row["version"]["title"] for row in rows} == {"呈报材料"} and len(
        {row["document"] for row in rows}
    ) == 1
    released(made, cast)
    found = CaseDocument.objects.order_by("first_page").values_list("kind", "first_page", "last_page")
    assert list(found) == [("submission", 1, 2), ("acquisition_plan", 3, 5)]
    assert DocumentVersion.objects.count() == 1


def test_what_is_for_the_village_alone_is_never_served_and_staff_still_open_it(desk, cast, made, gate):
    told = send(desk, made, file("张三李四丈量表.pdf")).json()["file"]
    post(desk, made, **{"case_documents-0-audience": "village", "case_documents-0-kind": "survey_summary"})
    released(made, cast)
    assert Client().get(f"/d/{told['document']}").status_code == 404
    page = text(Client().get(Case.objects.get(public_id=key_of(made)).get_absolute_url()))
    # The kind is named with the place where it is seen, never the title, which may hold names.
    assert (
        "张三" not in page
        and "<b>土地现状调查结果（汇总）</b>（只在村内公示）" in page
        and "东村公示栏" in page
    )
    assert desk.get(f"{told['address']}original").status_code == 200
    second = draft("case", cast.county_editor, key_of(made))
    assert told["address"] in text(desk.get(address(second)))


@pytest.mark.parametrize("how", ["removed", "for the village"])
def test_a_public_document_that_a_case_shows_no_more_is_withdrawn(desk, cast, made, gate, how):
    document = send(desk, made, file()).json()["file"]["document"]
    released(made, cast)
    second = draft("case", cast.county_editor, key_of(made))
    changed = {"case_documents": []} if how == "removed" else {"case_documents-0-audience": "village"}
    post(desk, second, **changed)
    assert Client().get(f"/d/{document}").status_code == 200
    released(second, cast)
    gone = Client().get(f"/d/{document}/1/file")
    assert gone.status_code == 410 and "不再是这件征地对外公开的文件" in text(gone)


def test_a_new_case_lies_in_the_county_and_bureau_of_its_clerk(desk, client, cast):
    desk.post("/staff/cases/new")
    after = content(ChangeSet.objects.get())
    assert (after["county"], after["organisation"]) == (cast.county.code, cast.bureau.public_id)
    sign_in(client, cast.city_editor).post("/staff/cases/new")
    assert content(ChangeSet.objects.latest("pk"))["county"] is None


def test_the_page_asks_the_database_no_more_often_for_many_files(
    desk, made, gate, django_assert_max_num_queries
):
    for number in range(6):
        send(desk, made, file(f"{number}.png", picture(20 + number, 20)))
    desk.get(address(made))
    with django_assert_max_num_queries(14):
        desk.get(address(made))


def test_the_documents_of_a_withdrawn_case_are_gone_unless_another_case_shows_them(desk, cast, made, gate):
    own = send(desk, made, file()).json()["file"]["document"]
    shared = send(desk, made, file("批复.png", picture(40, 40))).json()["file"]["document"]
    post(desk, made, **{"case_documents-1-kind": "approval"})
    released(made, cast)
    other = a_case(cast.county, [cast.village], organisation=cast.bureau)
    CaseDocument.objects.create(
        case=other, kind_id="approval", document=Document.objects.get(public_id=shared)
    )
    released(draft_withdrawal("case", cast.county_editor, key_of(made), "范围有误"), cast)
    public = Client()
    gone = public.get(f"/d/{own}/1/file")
    assert gone.status_code == 410 and "范围有误" in text(gone)
    assert public.get(f"/d/{own}").status_code == 410
    assert public.get(f"/d/{shared}/1/file").status_code == 200
    land.withdraw(other, "另案也撤")
    assert public.get(f"/d/{shared}/1/file").status_code == 410
    # Brought back, the case shows its documents as new versions: what was withdrawn does not come back itself.
    again = draft("case", cast.county_editor, key_of(made))
    released(again, cast)
    assert public.get(f"/d/{own}/2/file").status_code == 200
    assert public.get(f"/d/{own}/1/file").status_code == 410
