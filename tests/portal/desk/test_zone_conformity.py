"""/staff/zones/: what the zones in one's scope lack of 六统一, the counts per unit, the workbook."""

import io

import pytest
from openpyxl import load_workbook

from layers.audit.models import AuditEntry
from layers.zones import reference
from tests.harness.signing_in import sign_in
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones(cast):
    reference.load()
    return [
        zone(cast.bureau, "=县专区", area_m2="8.0", has_sign=True),
        zone(cast.town_government, "东镇专区", has_sign=False),
        zone(cast.neighbour_bureau, "西县专区"),
    ]


def text(answer):
    return answer.content.decode()


def test_a_county_sees_what_its_zones_lack_by_name_and_none_of_its_neighbour(zones, client, cast):
    page = text(sign_in(client, cast.county_editor).get("/staff/zones/"))
    assert "面积差 2 平方米，应不少于 10 平方米" in page and "没有挂统一标识" in page
    assert "博兴县（全部）" in page and "东镇专区" in page and "西县专区" not in page
    assert f'<a href="/staff/zones/?region={cast.town.code}">湖滨镇</a>' in page
    town = text(sign_in(client, cast.town_editor).get("/staff/zones/"))
    assert "东镇专区" in town and "=县专区" not in town


def test_another_region_is_not_to_be_seen(zones, client, cast):
    desk = sign_in(client, cast.neighbour_editor)
    assert desk.get(f"/staff/zones/?region={cast.county.code}").status_code == 404
    assert desk.post("/staff/zones/export", {"region": cast.county.code}).status_code == 404


def test_the_workbook_counts_each_county_without_formulas_and_leaves_a_trail(zones, client, cast):
    answer = sign_in(client, cast.city_editor).post("/staff/zones/export")
    book = load_workbook(io.BytesIO(answer.content))
    counts = {row[0]: row[1:] for row in book["汇总"].values}
    assert counts["区划"] == (
        "专区", "都符合", "标识有缺", "场所有缺", "设备有缺", "软件有缺", "事项有缺", "人员有缺",
    )  # fmt: skip
    assert counts["滨州市"] == (3, 0, 2, 3, 3, 3, 3, 3)
    assert counts["博兴县"] == (2, 0, 1, 2, 2, 2, 2, 2) and counts["惠民县"][0] == 1
    rows = list(book["明细"].values)
    assert {row[0] for row in rows[1:]} == {"=县专区", "东镇专区", "西县专区"}
    assert all(cell.data_type != "f" for sheet in book for line in sheet for cell in line)
    entry = AuditEntry.objects.get(action="export", actor_id=cast.city_editor.pk)
    assert entry.detail["rows"] == 3


def test_the_number_of_queries_does_not_grow_with_the_zones(
    zones, client, cast, django_assert_max_num_queries
):
    for number in range(20):
        zone(cast.town_government, f"{number} 号专区").duties.create(days="every_day", name="王", phone="1")
    desk = sign_in(client, cast.county_editor)
    with django_assert_max_num_queries(14):
        assert "共 22 个" in text(desk.get("/staff/zones/"))
