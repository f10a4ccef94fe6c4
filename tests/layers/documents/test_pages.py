"""Pages of real and of hostile files."""

import io
import zlib

import pytest
from PIL import Image

from geo.errors import BadInput
from layers.documents.pages import MAX_PAGES, read_pages
from tests.layers.documents.files import THREE_PAGES, pdf, picture


def read(content: bytes, media_type: str = "application/pdf"):
    return list(read_pages(io.BytesIO(content), media_type, "公告.pdf"))


def handmade(
    body: bytes = b"", *, count: int = 1, catalog: bytes = b"", page: bytes = b"", extra: bytes = b""
) -> bytes:
    """A PDF written by hand, so that it can be wrong in one place."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + b" >>",
        body or b"<< /Length 0 >> stream\n\nendstream",
        *([extra] if extra else []),
    ]
    content = b"%PDF-1.7\n"
    offsets = []
    for number, one in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def test_three_pages_give_three_texts_and_six_pictures(three_pages):
    pages = read(three_pages)
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.text.strip() for page in pages] == list(THREE_PAGES)
    for page in pages:
        assert [(p.width, p.height) for p in page.pictures] == [(800, 1132), (1600, 2263)]
        for shown in page.pictures:
            image = Image.open(io.BytesIO(shown.content))
            assert (image.size, image.format) == ((shown.width, shown.height), "PNG")
            assert shown.media_type == "image/png"


def test_paper_is_white_and_a_red_heading_stays_red():
    heading = "<h1 style='color: #cc0000; font: bold 60pt Noto Sans CJK SC'>公告</h1>"
    shown = Image.open(io.BytesIO(read(pdf(heading))[0].pictures[1].content)).convert("RGB")
    colours = {colour for count, colour in shown.getcolors(1 << 24) if count > 2000}
    assert (255, 255, 255) in colours
    assert any(red > 190 and green < 20 and blue < 20 for red, green, blue in colours)


def test_a_page_of_text_weighs_less_than_100_kb_on_a_phone():
    page = read(pdf("博兴县人民政府征收土地预公告,现将有关事项公告如下。" * 20))[0]
    assert len(page.pictures[0].content) < 100_000


def test_a_scan_becomes_one_page_of_jpeg_without_text():
    (page,) = read(picture(1200, 1700, "JPEG"), "image/jpeg")
    assert page.text == ""
    assert [(p.width, p.height, p.media_type) for p in page.pictures] == [
        (800, 1133, "image/jpeg"),
        (1600, 2267, "image/jpeg"),
    ]


def test_more_pages_than_one_run_takes_are_all_read(monkeypatch):
    monkeypatch.setattr("layers.documents.pages.PAGES_A_RUN", 2)
    assert [page.text.strip() for page in read(pdf("甲", "乙", "丙", "丁", "戊"))] == list("甲乙丙丁戊")


def test_the_handmade_pdf_is_a_sound_one():
    assert len(read(handmade())) == 1


def encrypted() -> bytes:
    handler = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32)
    return handmade(extra=handler).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<00> <00>]")


def bomb() -> bytes:
    """2 GiB of spaces in 2 MB, packed twice. Every block stands alone, so one is packed and repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = zlib.compress(b"\x78\x9c" + block * 2048 + b"\x03\x00", 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n" % len(packed)
    return handmade(head + packed + b"\nendstream")


def huge_picture() -> bytes:
    head = b"<< /Type /XObject /Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    extra = head + b" /Length 0 >> stream\n\nendstream"
    return handmade(
        b"<< /Length 29 >> stream\nq 595 0 0 842 0 0 cm /I Do Q \nendstream",
        page=b"/Resources << /XObject << /I 5 0 R >> >>",
        extra=extra,
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (encrypted(), "设有密码"),
        (handmade(count=1_000_000), f"超过 {MAX_PAGES} 页|文件损坏"),
        (handmade(catalog=b"/Names << /JavaScript << /Names [(a) 5 0 R] >> >>",
                  extra=b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), "含有脚本"),
        (handmade(catalog=b"/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>",
                  extra=b"<< /Type /Filespec /F (a.exe) >>"), "夹带了附件"),
        (handmade(catalog=b"/AcroForm << /Fields [] /XFA 5 0 R >>",
                  extra=b"<< /Length 5 >> stream\n<xdp>\nendstream"), "动态表单"),
        (huge_picture(), "1.5 亿像素"),
        (handmade().replace(b"[0 0 595 842]", b"[0 0 5 14400]"), "页面尺寸异常"),
        (b"%PDF-1.7\n%%EOF", "文件损坏"),
    ],
)  # fmt: skip
def test_a_hostile_pdf_is_refused_with_its_reason(content, reason):
    with pytest.raises(BadInput, match=rf"公告\.pdf:.*({reason})"):
        read(content)


def test_a_decompression_bomb_ends_within_the_limits():
    try:
        pages = read(bomb())
    except BadInput as refusal:
        assert any(word in refusal.message for word in ("内存超限", "处理超时", "文件损坏"))
    else:
        # pdfium stops unpacking by itself and shows an empty page.
        assert [page.text.strip() for page in pages] == [""]


def test_a_picture_with_more_pixels_than_memory_is_refused_from_its_header():
    content = bytearray(picture(10, 10))
    content[16:24] = (60000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    with pytest.raises(BadInput, match=r"1\.5 亿像素"):
        read(bytes(content), "image/png")
