"""Scans of the codes of items: counted by item, day and place of the code, told from five on, and nothing of a person."""

import datetime as dt

import pytest
from django.db import connection

from layers.audit.models import AuditEntry
from layers.services.scans import ItemScan
from tests.layers.services.making import item

pytestmark = pytest.mark.django_db


def scan(client, of, channel, times=1):
    for _ in range(times):
        answer = client.get(of.get_absolute_url(), {"s": channel})
        assert answer.status_code == 200
        assert not answer.cookies


def test_a_scan_counts_and_a_visit_a_look_and_a_word_of_somebody_s_own_do_not(client, cast):
    found, before = item(cast.bureau), AuditEntry.objects.count()
    scan(client, found, "wall", 2)
    scan(client, found, "sticker")
    client.head(found.get_absolute_url() + "?s=wall")
    for other in ("", "nothing", "wall'--"):
        scan(client, found, other)
    client.get(found.get_absolute_url())
    counts = dict(ItemScan.objects.values_list("channel", "count"))
    assert counts == {"wall": 2, "sticker": 1}
    assert AuditEntry.objects.count() == before


def test_the_table_has_no_column_for_a_person():
    with connection.cursor() as cursor:
        columns = {
            one.name for one in connection.introspection.get_table_description(cursor, "services_itemscan")
        }
    assert columns == {"id", "item_id", "day", "channel", "count"}


def test_the_codes_say_where_they_hang_and_what_is_typed_does_not(client, cast):
    found = item(cast.bureau)
    context = client.get("/know/").context
    assert [one.address for one in context["codes"]] == [f"http://testserver/q/{found.public_id}?s=wall"]
    sheet = client.get("/know/stickers")
    assert sheet.context["codes"][0].address.endswith("?s=sticker")
    assert "?s=sticker" not in sheet.content.decode()


def test_the_desk_reads_its_own_items_by_month_and_few_are_not_told(desk, cast, client):
    mine, theirs = item(cast.bureau, "本县事项"), item(cast.neighbour_bureau, "邻县事项")
    today = dt.date.today()
    for of, channel, day, count in (
        (mine, "wall", today, 12), (mine, "sticker", today, 4), (theirs, "wall", today, 9),
    ):  # fmt: skip
        ItemScan.objects.create(item=of, channel=channel, day=day, count=count)
    page = desk.get("/staff/item-scans/")
    assert [(row["name"], row["counts"]) for row in page.context["rows"]] == [
        ("本县事项", {"wall": 12, "sticker": None, "page": 0})
    ]
    html = page.content.decode()
    assert "少于 5" in html and "邻县事项" not in html
    earlier = page.context["months"][3][0]
    assert desk.get("/staff/item-scans/", {"month": earlier}).context["rows"] == []
    assert desk.get("/staff/item-scans/", {"month": "1999-01"}).status_code == 400
