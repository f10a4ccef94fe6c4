import datetime as dt

import pytest

from layers.audit.models import AuditEntry
from layers.compensation.models import CompensationZone, ConfirmedTable

pytestmark = pytest.mark.django_db

ADDRESS = "/staff/compensation/tables/"


@pytest.fixture
def zone(cast):
    return CompensationZone.objects.create(
        county=cast.county,
        number="Ⅰ",
        price_per_mu="60000",
        valid_from=dt.date(2024, 1, 1),
        document_no="示例〔2023〕1 号",
    )


def decide(client, cast, act="confirm", **given):
    return client.post(
        ADDRESS, {"county": cast.county.code, "valid_from": "2024-01-01", "act": act, "checked": "1"} | given
    )


def test_the_countys_publisher_confirms_dated_named_and_audited(client, cast, zone):
    client.force_login(cast.county_publisher)
    assert "已与公布的文件逐项核对" in client.get(ADDRESS).content.decode()
    decide(client, cast)
    row = ConfirmedTable.objects.get(lapsed_at=None)
    assert (row.county, row.confirmed_by, row.organisation) == (
        cast.county,
        cast.county_publisher,
        cast.government,
    )
    page = client.get(ADDRESS).content.decode()
    assert "county_publisher" in page and "收回确认" in page
    assert AuditEntry.objects.filter(
        noun="compensation_confirmedtable", actor_id=cast.county_publisher.pk
    ).exists()
    decide(client, cast, "take_back")
    assert not ConfirmedTable.objects.filter(lapsed_at=None).exists()


def test_nobody_else_confirms_for_the_county(client, cast, zone):
    for who in (cast.neighbour_publisher, cast.county_editor, cast.county_reviewer):
        client.force_login(who)
        assert decide(client, cast).status_code == 404
    assert not ConfirmedTable.objects.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"valid_from": "昨天"}, "实施日期应写成"),
        ({"valid_from": "2023-01-01"}, "没有 2023-01-01 起实施的"),
        ({"checked": ""}, "请先勾选"),
        ({"act": "x"}, "没有这个操作"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_in_words(client, cast, zone, given, told):
    client.force_login(cast.county_publisher)
    answer = decide(client, cast, **given)
    assert answer.status_code == 400
    assert told in answer.content.decode()
