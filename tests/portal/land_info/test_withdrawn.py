"""E 8: an old QR code of something that was withdrawn says so, when, why, and what took its place; it is no 404."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from layers.documents import publish as documents
from layers.documents.models import Document
from layers.land.publish import withdraw
from layers.ledger.models import LedgerEntry
from layers.regions.models import Succession
from tests.layers.documents.files import pdf, stores_in
from tests.layers.land.factories import case, village

pytestmark = pytest.mark.django_db


def gone(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 410, address
    today = timezone.localdate()
    page = re.sub(r"\s+", " ", re.sub(r"<(?!a )[^>]+>", " ", response.content.decode()))
    assert "撤回" in page and f"{today.year}年{today.month}月{today.day}日" in page
    return page


def test_e8_the_old_qr_of_a_withdrawn_notice_shows_date_reason_and_successor_and_not_404(
    client, places, settings, tmp_path
):
    stores_in(tmp_path, settings)
    notice, following = (
        documents.publish(
            documents.add_version(
                Document.objects.create(is_sample=True), pdf(title), file_name="公告.pdf", title=title
            )
        ).version
        for title in ("征收土地公告", "征收土地公告（重新公布）")
    )
    documents.withdraw(notice, "面积写错", successor=following.document)
    for address in ("", "/1", "/1/file", "/1/pages/1/800"):
        page = gone(client, f"{notice.document.get_absolute_url()}{address}")
        assert "面积写错" in page and f'href="{following.document.get_absolute_url()}"' in page
    assert LedgerEntry.objects.get(doc_id=notice.document.public_id, action="WITHDRAW")


def test_e8_the_old_qr_of_a_withdrawn_case_shows_date_reason_and_successor(client, places):
    county, _, place = places
    first, second = (case(county, [place], name=name) for name in ("公示错的案件", "更正后的案件"))
    withdraw(first, "四至有误", successor=second)
    page = gone(client, first.get_absolute_url())
    assert "四至有误" in page
    assert re.search(rf'href="{second.get_absolute_url()}"\s*>\s*更正后的案件', page)


def test_e8_the_old_qr_of_a_village_leads_to_the_village_that_took_its_place(client, places):
    _, town, place = places
    former = village("西村村委会", "371625104202", town, valid_to=dt.date(2012, 1, 1))
    Succession.objects.create(predecessor=former, successor=place, on=dt.date(2012, 1, 1))
    for address in ("", "/poster", "/poster.pdf"):
        assert client.get(f"/v/371625104202{address}")["Location"] == "/v/371625104201"


def test_e8_the_old_qr_of_a_village_without_a_successor_says_that_it_ended(client, places):
    _, town, _ = places
    village("散村村委会", "371625104203", town, valid_to=dt.date(2012, 1, 1))
    response = client.get("/v/371625104203")
    page = response.content.decode()
    assert response.status_code == 410
    assert "散村村委会（371625104203）" in page and "2012年1月1日" in page
    assert "没有承接它的村或乡镇" in page and town.get_absolute_url() in page


def test_a_village_that_is_not_yet_there_is_unknown(client, places):
    _, town, _ = places
    village("新村村委会", "371625104204", town, valid_from=timezone.localdate() + dt.timedelta(days=9))
    assert client.get("/v/371625104204").status_code == 404
