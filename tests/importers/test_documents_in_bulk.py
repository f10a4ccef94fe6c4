"""`manage.py import_documents`: a zip of files and an index become attachments of the drafts of their cases."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.test import Client

from geo.errors import BadInput
from importers.command import Exit
from layers.changes.attachment import Attachment
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.documents import gates
from layers.documents.models import Document, DocumentVersion, StoredFile
from layers.land.models import CaseDocument
from tests.harness.cast import make_cast
from tests.importers.bundles import FILES, HEADER, NAME, ROWS, released_case_of
from tests.importers.places import villages
from tests.importers.sheets import packed, workbook
from tests.layers.changes.making import released_case
from tests.layers.documents.files import as_it_is, pdf, picture, stores_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def said(settings, tmp_path, monkeypatch):
    """The stores, and a gate that refuses what a test tells it."""
    stores_in(tmp_path / "stores", settings)
    monkeypatch.setattr(gates, "_gates", {})
    found = []

    def check(stored, name, version):
        if found:
            raise BadInput("file", found[0])

    gates.register(gates.Gate(gates.PERSONAL_DATA, check, as_it_is))
    return found


@pytest.fixture
def cast():
    cast = make_cast()
    cast.villages = villages(cast.town, 1)
    cast.case = released_case_of(cast)
    return cast


def run(tmp_path, files=FILES, rows=ROWS, *, inside=True, user="county-editor", submit=True):
    path, index = tmp_path / "文件.zip", tmp_path / "索引.xlsx"
    sheet = packed(workbook(HEADER, *rows))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if inside:
            archive.writestr("索引.xlsx", sheet)
    index.write_bytes(sheet)
    given = ["--as", user, "--report", "json", *(["--submit"] if submit else [])]
    given += [] if inside else ["--index", str(index)]
    out = io.StringIO()
    try:
        call_command("import_documents", str(path), *given, stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        return Exit(ended.code), json.loads(out.getvalue() or "null")
    return Exit.OK, json.loads(out.getvalue())


def told(report):
    return [(one["row"], one["code"]) for one in report["problems"]]


@pytest.mark.parametrize("inside", [True, False])
def test_each_file_becomes_an_attachment_of_the_draft_of_its_case(cast, tmp_path, inside):
    status, report = run(tmp_path, inside=inside)
    made = ChangeSet.objects.get()
    assert (status, report["drafts"], made.state) == (Exit.OK, [made.public_id], "draft")
    rows = {row["kind"]: row for row in made.rows.get().after["case_documents"]}
    notice, sketch = rows["pre_notice"], rows["boundary_map"]
    assert (notice["version"]["title"], notice["version"]["doc_no"], notice["version"]["issued_on"]) == (
        "预公告",
        "博政征预[2024]03号",
        "2024-01-08",
    )
    assert (notice["audience"], sketch["audience"], sketch["version"]["title"]) == (
        "public",
        "village",
        "附图",
    )
    assert Attachment.objects.filter(is_private=True).count() == 2
    assert CaseDocument.objects.count() == 0
    assert "预公告.pdf" not in Client().get(f"/c/{cast.case.public_id}").content.decode()


def test_the_drafts_go_through_the_ordinary_review_and_then_the_files_are_the_cases(cast, tmp_path):
    run(tmp_path)
    released_case(ChangeSet.objects.get(), cast)
    kinds = {one.kind_id: one.audience for one in CaseDocument.objects.filter(case=cast.case)}
    assert kinds == {"pre_notice": "public", "boundary_map": "village"}


def test_a_trial_changes_nothing_and_says_the_words_of_the_gates(cast, tmp_path, said):
    said.append("第 1 页有身份证号")
    status, report = run(tmp_path, submit=False)
    assert (status, report["status"], report["drafts"]) == (Exit.WARNING, "warning", [])
    assert [(one["row"], one["said"]) for one in report["gates"]] == [
        (2, "第 1 页有身份证号"),
        (3, "第 1 页有身份证号"),
    ]
    counts = [
        model.objects.count() for model in (ChangeSet, Attachment, Document, DocumentVersion, StoredFile)
    ]
    assert counts == [0, 0, 0, 0, 0]


def test_ones_own_open_draft_is_gone_on_with(cast, tmp_path):
    own = draft("case", cast.county_editor, cast.case.public_id)
    _, report = run(tmp_path)
    assert report["drafts"] == [own.public_id] and ChangeSet.objects.count() == 1


def test_the_same_zip_again_adds_nothing_twice(cast, tmp_path):
    _, first = run(tmp_path)
    before = ChangeSet.objects.get().content_hash
    _, second = run(tmp_path)
    assert (second["drafts"], ChangeSet.objects.get().content_hash) == (first["drafts"], before)
    assert Attachment.objects.count() == 2


def test_every_mismatch_and_fault_is_told_at_once_and_nothing_is_kept(cast, tmp_path):
    files = {**FILES, "没写.pdf": pdf("一页"), "坏的.pdf": b"%PDF-1.7 broken", "程序.pdf": b"MZ\x90\x00"}
    rows = [
        *ROWS,
        [NAME, None, "不在.pdf", "征收土地预公告", None, None, "公开"],
        [NAME, None, "坏的.pdf", "征收土地公告", None, None, "公开"],
        ["没有的案件", None, "程序.pdf", "征收土地公告", None, None, "公开"],
        [NAME, None, "材料/附图.png", "征收土地公告", None, None, "公开"],
        [NAME, None, "附图.PNG", "征收土地公告", None, None, "公开"],
    ]
    status, report = run(tmp_path, files, rows)
    assert status == Exit.REFUSED
    assert told(report) == [
        (None, "no_row"), (4, "no_file"), (5, "bad_file"), (6, "unknown_case"), (6, "bad_file"), (7, "duplicate_row"),
        (8, "no_file"),
    ]  # fmt: skip
    assert "没写.pdf" in report["problems"][0]["reason"]
    assert ChangeSet.objects.count() == Attachment.objects.count() == Document.objects.count() == 0
    wrong = [[NAME, "3号", "附图.png", "没有的种类", None, "昨天", None]]
    _, report = run(tmp_path, {"附图.png": FILES["材料/附图.png"]}, wrong)
    assert [(one["row"], one["column"]) for one in report["problems"]] == [
        (2, "文号"), (2, "种类"), (2, "日期"), (2, "公开范围"),
    ]  # fmt: skip


def test_a_case_of_others_a_bomb_and_a_zip_without_an_index_are_refused(cast, tmp_path):
    status, report = run(tmp_path, user="neighbour-editor")
    assert (status, report["drafts"], ChangeSet.objects.count()) == (Exit.REFUSED, [], 0)
    status, report = run(tmp_path, {"../附图.png": picture(2, 2)})
    assert status == Exit.REFUSED and "非法路径" in report["problems"][0]["reason"]
    status, report = run(tmp_path, {**FILES, "另一个.xlsx": b"PK"})
    assert status == Exit.REFUSED and "--index" in report["problems"][0]["reason"]


def test_an_account_is_always_wanted(cast, tmp_path):
    with pytest.raises(SystemExit) as ended:
        call_command("import_documents", str(tmp_path / "没有.zip"), stderr=io.StringIO())
    assert ended.value.code == Exit.USAGE
