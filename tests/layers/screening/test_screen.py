"""From a file that is handed in to the word of the gate: states, places, the worker, and who may let it pass."""

import io
import json
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.errors import BadInput
from layers.changes.attaching import attach, receive
from layers.changes.drafting import draft
from layers.changes.errors import Refused
from layers.documents.known_kinds import DOCUMENT_KINDS
from layers.documents.models import Document, Publication, StoredFile
from layers.documents.publish import add_version, publish
from layers.documents.store import open_stored, put
from layers.documents.sweep import sweep
from layers.screening import screen as screening_module
from layers.screening.detectors import detect
from layers.screening.detectors.hit import Hit
from layers.screening.gate import words
from layers.screening.models import Finding, Override, Screening
from layers.screening.overriding import may_override, override
from layers.screening.parsers import tesseract
from layers.screening.public import public_and_held, screen_public
from layers.screening.screen import findings_of, screen
from layers.screening.tasks import screen_file
from tests.harness.cast import make_cast
from tests.layers.changes.making import released_case
from tests.layers.documents.files import pdf, picture
from tests.layers.documents.test_sweep import AT_ONCE
from tests.layers.screening.corpus import hidden_column, scan, text_id
from tests.layers.screening.invented import id_number
from tests.portal.desk.test_forms_round_trip import a_whole_case

pytestmark = pytest.mark.django_db
CHANCE = random.Random(25)
HELD, SECRET = text_id(CHANCE), id_number(CHANCE)
SHEET = hidden_column(CHANCE)


@pytest.fixture
def cast():
    return make_cast()


def a_draft_with(cast, content, name):
    key = a_whole_case(cast)
    made = draft("case", cast.county_editor, key)
    handed = receive(io.BytesIO(content), name)
    return attach(
        made.public_id,
        cast.county_editor,
        handed,
        noun="case",
        key=key,
        seen_hash=made.content_hash,
        kind="pre_notice",
    )[1]


def test_clear_text_is_screened_at_once_and_published_as_a_copy_made_anew(db):
    version = add_version(Document.objects.create(), pdf("征收土地公告"), file_name="公告.pdf", title="公告")
    publication = publish(version)
    screening = Screening.objects.get()
    assert (screening.state, screening.pages, screening.pages_by_text) == ("clear", 1, 1)
    assert publication.derivative == screening.derivative
    assert publication.derivative.sha256 != version.original.sha256


def test_an_identity_number_is_named_by_page_and_place_and_not_written_down(screened):
    screening = screened(HELD.content, HELD.name)
    found = screening.findings.get()
    assert words(screening) == "第 1 页：疑似身份证号 1 处"
    assert 0 < found.left < found.right < 1 and 0 < found.top < found.bottom < 0.5
    assert HELD.secrets[0] not in json.dumps(list(Finding.objects.values()))
    assert findings_of(screening.original) == [found]


def test_a_file_that_is_held_back_is_refused_at_its_publication(db):
    version = add_version(Document.objects.create(), HELD.content, file_name=HELD.name, title="公告")
    with pytest.raises(BadInput, match=r"公告\.pdf：第 1 页：疑似身份证号 1 处"):
        publish(version)
    assert not Publication.objects.exists()


def test_the_number_in_a_name_of_a_file_is_found_and_not_repeated(screened):
    screening = screened(pdf("公告"), f"张伟_{SECRET}.pdf")
    assert words(screening) == "文件名：疑似身份证号 1 处"


def test_a_scan_waits_for_the_worker_and_the_draft_says_so(cast):
    attachment = a_draft_with(cast, scan(f"<p>身份证号 {SECRET}</p>"), "扫描件.pdf")
    screening = Screening.objects.get()
    assert (screening.state, screening.pages_to_ocr) == ("waiting", 1)
    assert "等待个人信息检查：正在识别第 1 页（共 1 页要识别）" in attachment.said
    with pytest.raises(BadInput, match="等待个人信息检查"):
        publish(attachment.version)
    assert ProcrastinateJob.objects.filter(queue_name="screening").count() == 1
    screen_file(screening.pk)
    attachment.refresh_from_db()
    screening.refresh_from_db()
    assert attachment.said == "扫描件.pdf：第 1 页：疑似身份证号 1 处"
    assert (screening.state, screening.pages_by_ocr, screening.pages_by_text) == ("held", 1, 0)
    found = screening.findings.get()
    assert found.right - found.left > 0.1


def test_without_tesseract_a_page_is_held_back_and_never_passed(screened, monkeypatch, tmp_path):
    # The real script, which looks for a library that is on no machine.
    without = tmp_path / "tesseract.py"
    source = Path(tesseract.__file__).read_text()
    without.write_text(source.replace("libtesseract.so", "libnothing.so"))
    monkeypatch.setattr(tesseract, "__file__", str(without))
    screening = screened(scan("<p>征收土地公告</p>"), "扫描件.pdf")
    assert (screening.state, words(screening)) == ("unreadable", "第 1 页识别不清，须人工核对")


def test_a_blank_picture_needs_no_second_person(screened):
    assert screened(picture(600, 800), "空白.png").state == "clear"


def test_the_author_may_not_let_it_pass_and_another_may_with_a_reason(cast):
    attachment = a_draft_with(cast, HELD.content, HELD.name)
    screening = Screening.objects.get()
    assert not may_override(cast.county_editor, screening) and may_override(cast.county_reviewer, screening)
    with pytest.raises(Refused, match="请由他人核对"):
        override(screening, cast.county_editor, "我看过了")
    with pytest.raises(BadInput, match="必须写明理由"):
        override(screening, cast.county_reviewer, "  ")
    assert not Override.objects.exists()
    made = override(screening, cast.county_reviewer, "公告中的号码为样例")
    attachment.refresh_from_db()
    screening.refresh_from_db()
    assert (made.person, attachment.said, screening.state) == (cast.county_reviewer, "", "clear")
    with pytest.raises(BadInput, match="没有可放行的内容"):
        override(screening, cast.county_reviewer, "再一次")
    assert publish(attachment.version).derivative == screening.derivative


def test_letting_one_finding_pass_leaves_the_others(cast):
    a_draft_with(cast, SHEET.content, SHEET.name)
    screening = Screening.objects.get()
    first = screening.findings.first()
    override(screening, cast.county_reviewer, "核对过", [first.pk])
    screening.refresh_from_db()
    assert screening.state == "held" and "C2" not in words(screening) and "C3" in words(screening)


def test_newer_rules_look_again_in_the_night_and_what_was_let_pass_stays_so(cast, monkeypatch):
    attachment = a_draft_with(cast, HELD.content, HELD.name)
    screening = Screening.objects.get()
    override(screening, cast.county_reviewer, "核对过")
    publish(attachment.version)
    clear = add_version(Document.objects.create(), pdf("护照 通知"), file_name="通知.pdf", title="通知")
    publish(clear)
    assert (screen_public(), list(public_and_held())) == (0, [])
    monkeypatch.setattr("layers.screening.pieces.detect", finds_passports)
    for module in ("screen", "public"):
        monkeypatch.setattr(
            f"layers.screening.{module}.DETECTOR_VERSION", screening_module.DETECTOR_VERSION + 1
        )
    assert screen_public() == 1
    assert list(public_and_held()) == [clear]


def test_what_waits_since_its_worker_was_killed_is_looked_at_in_the_night(db):
    stored = put(pdf("公告"), "公告.pdf")
    screening = Screening.objects.create(original=stored, file_name="公告.pdf", detector_version=1)
    screen_public()
    assert Screening.objects.get().state == "waiting"  # a worker may be at it
    Screening.objects.filter(pk=screening.pk).update(created_at=timezone.now() - timedelta(hours=3))
    screen_public()
    assert Screening.objects.get().state == "clear"


def test_what_is_beyond_the_last_counted_finding_is_named_as_well(screened, monkeypatch):
    monkeypatch.setattr("layers.screening.screen.MOST_FINDINGS", 3)
    assert "第 3 处以后的内容识别不清，须人工核对" in words(screened(SHEET.content, SHEET.name))


def finds_passports(text, *, is_recognised=False):
    """Rules of a later version: the word alone is enough."""
    place = text.find("护照")
    return [*detect(text), *([Hit("passport", place, place + 2, "护照**")] if place >= 0 else [])]


def test_a_screening_keeps_no_file_alive(screened):
    screened(HELD.content, HELD.name)
    sweep(AT_ONCE)
    sweep(AT_ONCE)
    assert not Screening.objects.exists() and not StoredFile.objects.exists()


def test_a_word_file_and_geodata_are_refused_with_the_way_out(db):
    for part, said in (("word/document.xml", "请另存为 PDF"), ("a/b.shp", "请用数据导入发布")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(BadInput, match=said):
            put(target.getvalue(), "公告.docx", allowed=DOCUMENT_KINDS)


def test_the_public_workbook_has_the_values_of_what_is_seen_and_nothing_else(screened):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["村", "面积", "秘密", "备注"])
    sheet.append(["东村", 1.25, "x", "=1+1"])
    sheet.append(["西村", 2, "y", "好"])
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("底表").sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    screening = screened(target.getvalue(), "表.xlsx")
    with open_stored(screening.derivative) as content:
        public = openpyxl.load_workbook(io.BytesIO(content.read()))
    assert public.sheetnames == ["Sheet"]
    # A formula that no program has computed has no value.
    assert [[cell.value for cell in row] for row in public.active.iter_rows()] == [
        ["村", "面积", "备注"],
        ["东村", 1.25, None],
    ]


@pytest.mark.parametrize("content", [HELD.content, SHEET.content])
def test_looking_twice_finds_the_same_once(screened, content):
    name = "a.xlsx" if content is SHEET.content else "a.pdf"
    first = screened(content, name)
    found = first.findings.count()
    assert screen(first.original, name) == first
    assert screened(content, name).findings.count() == found > 0


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (SHEET.content, "补偿方案.xlsx", "单元格 补偿表!C2（隐藏）：疑似身份证号 1 处"),
        (scan(f"<p>户主身份证 {SECRET}</p>", 0.5), "登记表.pdf", "第 1 页：疑似身份证号 1 处"),
    ],
    ids=["hidden column", "scan"],
)
def test_e25_hidden_identity_numbers_are_blocked_by_page_and_cell(cast, content, name, said):
    attachment = a_draft_with(cast, content, name)
    if attachment.said.endswith("要识别）"):
        screen_file(Screening.objects.get().pk)
        attachment.refresh_from_db()
    assert said in attachment.said
    with pytest.raises(BadInput) as refused:
        released_case(attachment.change_set, cast)
    assert refused.value.message.startswith(f"{name}：{said}")
    assert not Publication.objects.exists()
