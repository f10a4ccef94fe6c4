"""Black boxes: what is under them is gone from pixels, text, metadata and earlier revisions."""

import io
import json

import pypdfium2 as pdfium
import pytest
from PIL import Image

from geo.errors import BadInput
from layers.documents import sandbox
from layers.documents.boxes import Box, read_boxes, told
from layers.documents.derive import copy_pages, derive
from layers.documents.masking import MASK, Masked, mask, masked_name
from layers.documents.models import Document, PageText
from layers.documents.pages import REASONS
from layers.documents.parsers import render
from layers.documents.publish import next_version
from layers.documents.store import put
from tests.layers.documents.files import pdf, picture

pytestmark = pytest.mark.django_db
SECRET = "370112198001011234"
# The first line of a page of tests.layers.documents.files.pdf.
FIRST_LINE = (0.05, 0.05, 0.95, 0.16)


def box(page=1, corners=FIRST_LINE, reason="身份证号"):
    return Box(page, *corners, reason)


def masked(*pages, boxes=None):
    return mask(put(pdf(*pages), "公告.pdf"), "公告.pdf", boxes or [box()])


def test_what_was_under_a_box_is_in_no_byte_of_the_new_file():
    made = masked(f"户主 {SECRET}", "补偿标准")
    assert made.texts[0].strip() == "" and made.texts[1].strip() == "补偿标准"
    assert SECRET in "".join(text for _, text in made.hidden)
    pages = pdfium.PdfDocument(made.content)
    assert [page.get_textpage().get_text_bounded() for page in pages] == ["", ""]
    assert SECRET.encode() not in made.content
    # One revision, nothing of the old file's description.
    assert made.content.count(b"%%EOF") == 1
    assert set(pages.get_metadata_dict(skip_empty=True)) == {"Creator", "CreationDate"}


def test_the_pixels_under_a_box_are_black_and_the_rest_is_as_it_was():
    made = masked(f"户主 {SECRET}", "补偿标准")
    first, second = (page.render().to_pil().convert("L") for page in pdfium.PdfDocument(made.content))
    left, top, right, bottom = (
        round(part * side) for part, side in zip(FIRST_LINE, first.size * 2, strict=True)
    )
    assert first.crop((left + 2, top + 2, right - 2, bottom - 2)).getextrema()[1] < 20
    assert first.crop((0, bottom + 9, *first.size)).getextrema()[0] > 235
    assert second.getextrema()[0] < 100  # its words are still there to read


def test_a_glyph_that_a_box_only_touches_is_covered_whole():
    made = masked(f"户主 {SECRET}", boxes=[box(corners=(0.05, 0.05, 0.95, 0.095))])
    page = pdfium.PdfDocument(made.content)[0].render(scale=2).to_pil().convert("L")
    ink = page.crop((0, round(0.095 * page.height) + 2, *page.size)).point(lambda value: value < 128 and 255)
    rows = [row for row in range(ink.height) if ink.crop((0, row, ink.width, row + 1)).getbbox()]
    # What hangs out of the box is a solid bar, not the lower halves of digits.
    assert rows and SECRET in made.hidden[0][1]
    bar = ink.crop((0, rows[0], ink.width, rows[len(rows) // 2])).getbbox()
    solid = ink.crop((bar[0] + 2, rows[0], bar[2] - 2, rows[len(rows) // 2]))
    assert solid.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) > 230


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_box_lies_where_it_was_drawn_on_a_page_that_is_turned(turn):
    source = pdfium.PdfDocument(pdf(f"户主 {SECRET}"))
    source[0].set_rotation(turn)
    turned = io.BytesIO()
    source.save(turned)
    # The first line of the page, as it is shown after the turn.
    corners = {90: (0.84, 0, 0.95, 1), 180: (0, 0.84, 1, 0.95), 270: (0.05, 0, 0.16, 1)}[turn]
    made = mask(put(turned.getvalue(), "横.pdf"), "横.pdf", [box(corners=corners)])
    assert made.texts[0].strip() == "" and SECRET in made.hidden[0][1]


def test_a_scan_is_masked_too_and_becomes_a_pdf():
    made = mask(put(picture(300, 400), "扫描.png"), "扫描.png", [box(corners=(0, 0, 1, 0.5))])
    page = pdfium.PdfDocument(made.content)[0].render().to_pil().convert("RGB")
    assert max(page.getpixel((page.width // 2, page.height // 4))) < 20
    assert page.getpixel((page.width // 2, page.height * 3 // 4))[1] > 80
    assert masked_name("扫描.png") == masked_name(masked_name("扫描.png")) == "扫描（遮盖）.pdf"


def test_pages_are_masked_in_several_runs_of_the_child(monkeypatch):
    monkeypatch.setattr("layers.documents.masking.PAGES_A_RUN", 1)
    made = masked("一", "二", "三", boxes=[box(page=3)])
    assert [text.strip() for text in made.texts] == ["一", "二", ""]
    assert len(pdfium.PdfDocument(made.content)) == 3


def test_the_child_gives_each_box_the_words_under_it():
    arguments = {"media_type": "application/pdf", "first": 1, "most": 9, "max_pages": 9}
    boxes = {"1": [(0, 0, 0.001, 0.001), FIRST_LINE]}
    emitted = sandbox.run(
        MASK,
        pdf("王小明"),
        name="a.pdf",
        arguments=arguments | {"boxes": boxes},
        reasons=REASONS,
        modules=[render],
    )
    assert json.loads(emitted["hidden-1"]) == ["", "王小明"]


def test_a_number_or_a_name_that_stands_elsewhere_too_is_told_without_being_repeated():
    made = Masked(b"", ("", f"户主 王小明 {SECRET[:9]} {SECRET[9:]}"), ((1, f"王小明 {SECRET}"),))
    number, name = sorted(made.leftovers(), key=lambda one: not one.is_number)
    assert number.sentence == "第 1 页遮住的“37…（18 位）”在第 2 页还看得到"
    assert name.sentence == "第 1 页遮住的“王…”在第 2 页还看得到" and not name.is_number


def test_a_damaged_file_is_refused_by_name():
    with pytest.raises(BadInput, match=r"坏\.pdf:文件损坏"):
        mask(put(b"%PDF-1.7\n%%EOF", "坏.pdf"), "坏.pdf", [box()])


def test_a_masked_file_that_would_be_too_large_is_refused(settings):
    original = put(pdf("公告"), "公告.pdf")
    settings.UPLOAD_MAX_BYTES = 9_000
    with pytest.raises(BadInput, match="超过 0 MB，请分成几个文件"):
        mask(original, "公告.pdf", [box()])


def test_boxes_are_read_row_by_row_and_a_blank_row_is_none():
    rows = [
        ("1", "10", "20", "30.5", "40", "住址"),
        ("", "", "", "", "", "住址"),
        ("2", "0", "0", "100", "9", "姓名"),
    ]
    assert read_boxes(rows, 2) == [Box(1, 0.1, 0.2, 0.305, 0.4, "住址"), Box(2, 0, 0, 1, 0.09, "姓名")]
    assert (
        told([box(3), box(1), box(5, reason="住址")]) == "身份证号 2 处（第 1、3 页），住址 1 处（第 5 页）"
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("3", "1", "1", "2", "2", "姓名"), "第 1 处遮盖：页码应为 1 到 2"),
        (("0", "1", "1", "2", "2", "姓名"), "页码应为"),
        (("１", "1", "1", "2", "2", "姓名"), "页码应为"),
        (("1", "左", "1", "2", "2", "姓名"), "位置应为数字"),
        (("1", "nan", "1", "2", "2", "姓名"), "0 到 100 之间"),
        (("1", "-1", "1", "2", "2", "姓名"), "0 到 100 之间"),
        (("1", "1", "1", "2", "101", "姓名"), "0 到 100 之间"),
        (("1", "5", "1", "5", "2", "姓名"), "右边应大于左边"),
        (("1", "1", "1", "2", "2", " "), "写明遮的是什么"),
        (("1", "1", "1", "2", "2", "长" * 41), "写明遮的是什么"),
        (("", "", "", "", "", ""), "还没有画出"),
    ],
)
def test_a_box_that_is_none_is_refused_by_its_row(row, said):
    with pytest.raises(BadInput, match=said):
        read_boxes([row], 2)


def test_the_words_of_a_masked_file_go_along_to_a_version_of_the_same_bytes_without_pictures():
    made = masked(f"户主 {SECRET}", "补偿标准")
    original = put(made.content, "遮.pdf")
    draft, released = (
        next_version(
            Document.objects.create(is_sample=True), original=original, title="遮", file_name="遮.pdf"
        )
        for _ in range(2)
    )
    PageText.objects.bulk_create(
        PageText(version=draft, page=page, text=text) for page, text in enumerate(made.texts, 1)
    )
    assert copy_pages(released) == 0 and derive(released) == 2
    assert [text.text.strip() for text in released.page_texts.all()] == ["", "补偿标准"]
    assert released.page_images.count() == 4
