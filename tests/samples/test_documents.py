"""The documents of sample cases: what they say, where each part begins, what is missing, that they come out the same."""

import datetime as dt
import multiprocessing
import re
from contextlib import closing
from random import Random

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image
from pypdfium2 import raw

from importers.samples import documents, filing, letters, matter, printing, typefaces
from layers.documents.models import Document, DocumentVersion, PageImage, PageText, Publication
from layers.documents.store import open_stored
from layers.land.completeness import completeness
from layers.land.facts import facts_of, load_procedure
from layers.land.models import CaseDocument, RequiredDocument

pytestmark = pytest.mark.django_db
FOLDER = settings.CITY_FILE.parent / "documents"


def habits(**given):
    usual = {
        "showcase": (), "with_own_files_percent": 100, "most_cases": 10, "pictured": 0, "dossiers_apart": 0,
        "incomplete_per_mille": 0, "corrected_per_mille": 0, "withdrawn": 0, "archives_published": dt.date(2022, 3, 1),
    }  # fmt: skip
    return filing.Habits(**{**usual, **given})


@pytest.fixture
def write(monkeypatch):
    """write(seed, pictured=2): with habits of the test in place of those of documents.toml."""

    def run(seed=1, **given):
        monkeypatch.setattr(documents.Habits, "read", lambda folder: habits(**given))
        return documents.write(Random(seed))

    return run


def kinds(case):
    return {row.kind_id: row for row in case.case_documents.select_related("document", "stage")}


def words(row):
    """The text of the pages of one part, in one line."""
    version = row.document.versions.first()
    pages = version.page_texts.filter(page__gte=row.first_page, page__lte=row.last_page)
    return re.sub(r"\s+", "", "".join(page.text for page in pages))


def missing(case):
    rows = RequiredDocument.objects.of(case.regime, case.kind, case.template_id).select_related(
        "document_kind"
    )
    facts = facts_of(case, load_procedure())
    found = completeness(facts, rows, kinds(case), facts.reached(dt.date.today()))
    return [kind.code for kind in found.missing]


def test_a_finished_case_has_everything_that_must_be_public(finished, write):
    write()
    assert set(kinds(finished)) == {
        "pre_notice", "plan_notice", "compensation_plan", "approval", "final_notice",
        "submission", "conversion_plan_2021", "acquisition_application",
    }  # fmt: skip
    assert missing(finished) == []


def test_a_case_has_no_document_of_a_stage_that_it_has_not_reached(running, write):
    write()
    assert set(kinds(running)) == {"pre_notice"}


def test_a_letter_says_the_facts_of_its_case(finished, write):
    write()
    row = kinds(finished)["pre_notice"]
    text = words(row)
    for fact in (
        "示例县人民政府关于博兴县2023年第2批次城镇建设用地征收土地的预公告",
        "博兴征预〔2023〕2号",
        "湖滨镇柳王村、柳白村",
        "2.0000公顷（折合30.0000亩）",
        "东至生产路，南至沟渠",
        "自2023年3月8日起",
        # 10 working days from 6 March 2023.
        "10个工作日，自2023年3月6日起至2023年3月20日止",
        "0543-0001234",
        "2023年3月6日",
    ):
        assert fact in text, fact
    assert row.stage.kind.code == "PRE_NOTICE"
    version = row.document.versions.get()
    assert (version.doc_no, version.issued_on) == ("博兴征预〔2023〕2号", dt.date(2023, 3, 6))


def test_the_approval_and_the_final_notice_agree_with_the_parcels(finished, write):
    write()
    text = words(kinds(finished)["approval"])
    assert "集体农用地1.8000公顷（其中耕地1.8000公顷）" in text
    assert "另征收集体建设用地0.2000公顷" in text
    assert text.startswith("山东省人民政府鲁政土字〔2023〕123号") and "滨州市人民政府：" in text
    final = words(kinds(finished)["final_notice"])
    assert "批准文号：鲁政土字〔2023〕123号" in final and "收到批准文件时间：2023年9月5日" in final
    assert "按区片综合地价执行，60000元/亩；青苗另行补偿。" in final


def test_the_dossier_is_one_file_whose_parts_are_found_by_page(finished, write):
    write()
    rows = [
        kinds(finished)[kind] for kind in ("submission", "conversion_plan_2021", "acquisition_application")
    ]
    assert len({row.document_id for row in rows}) == 1
    assert [row.first_page for row in rows] == [1, rows[0].last_page + 1, rows[1].last_page + 1]
    for row, name in zip(rows, ("呈报说明书", "农用地转用方案（含补充耕地）", "征收土地申请"), strict=True):
        assert name in words(row)
    assert rows[0].document.versions.get().title == "博兴县2023年第2批次城镇建设用地一书两方案（合订）"


def test_a_part_of_several_pages_begins_on_its_first_one(old, write):
    write(with_own_files_percent=0)
    rows = sorted(kinds(old).values(), key=lambda row: row.first_page)
    assert [row.kind_id for row in rows] == [
        "approval",
        "notify_letter",
        "first_notice",
        "second_notice",
        "dossier_whole",
    ]
    assert any(row.last_page > row.first_page for row in rows)
    for row, title in zip(
        rows, ("批复", "征地告知书", "征收土地公告", "征地补偿安置方案公告", "一书三方案"), strict=True
    ):
        assert title in words(row)[:70], row.kind_id
    pages = rows[0].document.versions.get().page_texts.count()
    covered = [page for row in rows for page in range(row.first_page, row.last_page + 1)]
    assert covered == list(range(1, pages + 1))


def test_an_old_case_is_one_archive_in_the_words_of_its_time(old, write):
    write(with_own_files_percent=0)
    assert CaseDocument.objects.filter(case=old).values("document").distinct().count() == 1
    assert missing(old) == []
    text = words(kinds(old)["first_notice"])
    assert "批准文号：（原件无文号）" in text and "实施条例》第三十一条" not in text
    assert "柳王村民委员会：" in words(kinds(old)["notify_letter"])
    assert kinds(old)["approval"].document.versions.get().publication.published_at.year == 2022


def test_a_missing_part_is_named(finished, write):
    write(incomplete_per_mille=1000)
    (code,) = missing(finished)
    assert code in letters.FORMS


def test_a_corrected_notice_has_two_versions_with_one_change(finished, write):
    write(corrected_per_mille=200)
    corrected = DocumentVersion.objects.get(number=2)
    first = corrected.document.versions.get(number=1)
    assert corrected.title == f"{first.title}（更正）"
    texts = [
        re.sub(r"\s+", "", "".join(page.text for page in v.page_texts.all())) for v in (first, corrected)
    ]
    assert "0543-0001243" in texts[0] and "0543-0001234" not in texts[0]
    assert "0543-0001234" in texts[1] and "更正说明" in texts[1]
    assert first.publication.published_at < corrected.publication.published_at


def test_a_withdrawn_notice_answers_410_and_leads_to_the_one_in_its_place(client, finished, write):
    write(withdrawn=1)
    gone = Publication.objects.get(withdrawn_at__isnull=False)
    response = client.get(gone.version.document.get_absolute_url())
    assert response.status_code == 410
    assert gone.successor.get_absolute_url() in response.content.decode()
    assert gone.withdrawal_reason and client.get(gone.successor.get_absolute_url()).status_code == 200


def test_the_same_seed_gives_the_same_ids_and_the_same_bytes(finished, old, write):
    def everything():
        rows = DocumentVersion.objects.order_by("document__public_id", "number")
        return list(rows.values_list("document__public_id", "number", "title", "original__sha256"))

    write(7, corrected_per_mille=200)
    before = everything()
    CaseDocument.objects.all().delete()
    PageText.objects.all().delete()
    Publication.objects.all().delete()
    DocumentVersion.objects.all().delete()
    Document.objects.all().delete()
    write(7, corrected_per_mille=200)
    assert len(before) > 5
    assert everything() == before


def test_every_page_is_marked_as_a_sample_without_a_word_in_its_text(finished, write):
    write(pictured=1)
    image = PageImage.objects.filter(width=800).first()
    page = Image.open(open_stored(image.file)).convert("L")
    grey = sum(count for count, value in page.getcolors() if 225 <= value <= 240)
    assert page.getpixel((5, 5)) >= 250 and grey > page.width * page.height * 0.05
    pdf = pypdfium2.PdfDocument(open_stored(image.version.original).read())
    text = pdf[0].get_textpage().get_text_bounded()
    assert "示例" not in text and pdf.get_metadata_value("Producer")
    assert {item.type for item in pdf[0].get_objects()} >= {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_TEXT}
    pdf.close()


def test_a_second_call_writes_nothing(finished, write):
    assert write() > 0
    assert write() == 0


def test_two_processes_print_what_one_does(finished, old, running, monkeypatch, faces):
    monkeypatch.setattr(typefaces, "cut_down", faces)
    orders = list(documents.orders(list(documents.plan(habits(), Random(1))), documents.Stationery(FOLDER)))
    alone = list(printing.print_all(orders, FOLDER))
    monkeypatch.setattr(printing, "WORTH_TWO_PROCESSES", 1)
    together = list(printing.print_all(orders, FOLDER))
    assert [sheet.key for sheet in together] == [order.key for order in orders]
    assert together == alone


def test_who_stops_half_way_leaves_no_process_that_prints_on(finished, old, running, monkeypatch, faces):
    monkeypatch.setattr(typefaces, "cut_down", faces)
    monkeypatch.setattr(printing, "WORTH_TWO_PROCESSES", 1)
    orders = list(documents.orders(list(documents.plan(habits(), Random(1))), documents.Stationery(FOLDER)))
    with pytest.raises(RuntimeError), closing(printing.print_all(orders * 20, FOLDER)) as sheets:
        next(sheets)
        raise RuntimeError("the database is gone")
    assert multiprocessing.active_children() == []


def test_a_letter_loads_nothing_from_outside(caplog):
    html = (
        '<section id="part-1"><img src="file:///etc/hostname"><img src="http://127.0.0.1/x.png">甲</section>'
    )
    order = printing.Order("k", html, "t", dt.date(2024, 1, 1), ("part-1",))
    (sheet,) = printing.print_all([order], FOLDER)
    assert sheet.texts[0].strip() == "甲"
    assert caplog.text.count("a sample letter may not load") == 2


def test_a_missing_font_says_what_to_install(monkeypatch):
    face = typefaces.Face("x.otf", "X", 400, "regular", ("Nobody Has This Font",))
    with pytest.raises(typefaces.FaceMissing, match="fonts-noto-cjk"):
        typefaces.installed(face)


@pytest.mark.parametrize(
    ("unit", "village", "committee"),
    [
        ("柳王村委会", "柳王村", "柳王村民委员会"),
        ("东顺河一村村委会", "东顺河一村", "东顺河一村村民委员会"),
        ("锦秋社区居委会", "锦秋社区", "锦秋社区居民委员会"),
    ],
)
def test_a_village_is_called_by_its_name_and_addressed_as_its_committee(unit, village, committee):
    assert (matter.village_name(unit), matter.committee(unit)) == (village, committee)


def test_punctuation_is_chinese_but_not_within_numbers():
    assert matter.typeset("按标准执行,60,000 元/亩(示例);8:30") == "按标准执行，60,000 元/亩（示例）；8:30"
