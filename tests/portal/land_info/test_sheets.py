"""The sheets of paper: what stands on them, what their QR code leads to, and how large it is."""

import datetime as dt
import io

import pypdfium2
import pytest
import zxingcpp
from django.db import transaction
from PIL import Image

from layers.land.publish import withdraw
from layers.ledger.append import append
from layers.ledger.models import LedgerEntry
from tests.layers.land.factories import case
from tests.layers.ledger.acts import act

pytestmark = pytest.mark.django_db
DPI = 200


@pytest.fixture
def open_case(places, on):
    county, _, place = places
    return case(
        county, [place], name="博兴县2024年第1批次建设用地", stages={"PLAN_NOTICE": dt.date(2024, 3, 4)}
    )


def sheet_of(client, address: str) -> pypdfium2.PdfDocument:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"].startswith("inline")
    return pypdfium2.PdfDocument(io.BytesIO(response.content))


def text_of(pdf: pypdfium2.PdfDocument) -> str:
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)


def picture_of(pdf: pypdfium2.PdfDocument) -> Image.Image:
    return pdf[0].render(scale=DPI / 72).to_pil()


def code_on(pdf: pypdfium2.PdfDocument) -> tuple[str, str, float]:
    """What the QR code says, its error level, and the size of a module in mm."""
    (code,) = zxingcpp.read_barcodes(picture_of(pdf))
    corners = code.position
    side = (corners.top_right.x - corners.top_left.x) / DPI * 25.4
    modules = 17 + 4 * int(code.extra["Version"])
    return code.text, code.ec_level, side / modules


def test_the_qr_code_of_a_printed_poster_leads_to_the_village(client, places, open_case, on):
    pdf = sheet_of(client, "/v/371625104201/poster.pdf")
    address, level, module_mm = code_on(pdf)
    assert address == "http://testserver/v/371625104201"
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert level == "Q"
    assert 2.0 < module_mm < 2.4
    words = text_of(pdf)
    assert len(pdf) == 1
    assert "http://testserver/v/371625104201" in words
    assert "到2024年4月3日为止" in words and "2024年3月15日打印" in words


def test_the_qr_code_of_a_notice_leads_to_the_case(client, open_case, on):
    pdf = sheet_of(client, f"/c/{open_case.public_id}/notice.pdf")
    address, level, module_mm = code_on(pdf)
    assert address == f"http://testserver{open_case.get_absolute_url()}"
    assert (level, module_mm > 0.8) == ("M", True)
    assert len(pdf) == 1
    words = text_of(pdf)
    for said in (
        "征地信息公示单", "博兴县2024年第1批次建设用地", "到2024年4月3日为止", "您可以：", open_case.organisation.name,
        "还没有到的补偿登记、", "2024年3月15日打印", "补偿以批准的补偿安置方案为准", address,
    ):  # fmt: skip
        assert said in words, said


def test_the_foot_of_a_sheet_carries_the_root_of_the_ledger(client, open_case, on):
    assert "根值" not in text_of(sheet_of(client, "/v/371625104201/poster.pdf"))
    with transaction.atomic():
        append([act(), act(version=2)])
    root = LedgerEntry.objects.get(seq=2).hash
    for address in ("/v/371625104201/poster.pdf", f"/c/{open_case.public_id}/notice.pdf"):
        words = text_of(sheet_of(client, address))
        assert root in words and "共2条" in words and "http://testserver/verify" in words
    assert client.get("/verify", {"hash": root}).status_code == 200


def test_the_fonts_are_inside_and_the_sheet_is_tagged(client, open_case, on):
    pdf = sheet_of(client, f"/c/{open_case.public_id}/notice.pdf")
    assert pdf.is_tagged()
    fonts = {found.get_font() for found in pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])}
    assert all(font.is_embedded for font in fonts)


def test_who_has_the_sheet_gets_no_second_one(client, open_case, on):
    address = f"/c/{open_case.public_id}/notice.pdf"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_kiosk_is_led_to_the_page_and_gets_no_file(client, open_case, on):
    for address, page in (
        ("/v/371625104201/poster.pdf", "/v/371625104201/poster"),
        (f"/c/{open_case.public_id}/notice.pdf", open_case.get_absolute_url()),
    ):
        assert client.get(f"{address}?device=kiosk")["Location"] == page
    assert "notice.pdf" not in client.get(f"{open_case.get_absolute_url()}?device=kiosk").content.decode()


def test_while_others_print_one_is_asked_to_come_again(client, open_case, on, monkeypatch):
    from portal import paper

    monkeypatch.setattr(paper, "PATIENCE_S", 0.01)
    with paper._press:
        busy = client.get(f"/c/{open_case.public_id}/notice.pdf")
    assert (busy.status_code, busy["Retry-After"]) == (503, "10")


def test_a_withdrawn_case_prints_no_notice(client, open_case, on):
    withdraw(open_case, "面积有误")
    gone = client.get(f"/c/{open_case.public_id}/notice.pdf")
    assert gone.status_code == 410 and "面积有误" in gone.content.decode()
