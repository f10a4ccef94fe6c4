"""/staff/duties/: the board, the rows behind each number, the workbook, and who sees which of it."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from layers.audit.models import AuditEntry
from layers.land.models import StageKind
from tests.harness.signing_in import sign_in
from tests.layers.land.documents import shown
from tests.layers.land.factories import approval, case

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(cast, monkeypatch):
    """On 14 June 2024 the final notice is 15 working days late; one document is public."""
    monkeypatch.setattr(timezone, "localdate", lambda *given: dt.date(2024, 6, 14))
    given = approval("鲁政土字〔2024〕12号", dt.date(2024, 4, 15), dt.date(2024, 4, 30))
    one = case(
        cast.county, [cast.village], name="=示例批次", approval=given, organisation=cast.bureau,
        stages={"PRE_NOTICE": dt.date(2023, 12, 1), "PLAN_NOTICE": dt.date(2024, 1, 8)},
    )  # fmt: skip
    shown(one, "pre_notice", on=dt.date(2023, 12, 1))
    return one


def text(answer):
    return answer.content.decode()


def test_e24_a_supervisor_sees_what_is_late_first_with_the_days(late, client, cast):
    page = text(sign_in(client, cast.county_publisher).get("/staff/duties/"))
    assert page.index("先办这些：公告已经逾期") < page.index("逾期 15 个工作日") < page.index("<table")
    assert "=示例批次" in page and "博兴县（全部）" in page


def test_e24_a_final_notice_that_came_late_stays_marked_on_the_board(late, client, cast):
    kind = StageKind.objects.get(regime="R4_2021", code="FINAL_NOTICE")
    late.stages.create(kind=kind, posted_on=dt.date(2024, 5, 24))
    desk = sign_in(client, cast.county_publisher)
    assert "逾期 15 个工作日" not in text(desk.get("/staff/duties/"))
    rows = text(desk.get(f"/staff/duties/rows?region={cast.county.code}&what=notice&state=late"))
    assert "迟了 1 个工作日" in rows and "2024-05-23" in rows and "2024-05-24" in rows


def test_a_click_on_a_number_shows_as_many_rows_each_with_its_reckoning(late, client, cast):
    desk = sign_in(client, cast.county_editor)
    page = text(desk.get("/staff/duties/"))
    address = f"/staff/duties/rows?region={cast.county.code}&amp;what=document&amp;state=overdue-undated"
    assert page.count(address) == 1
    rows = text(desk.get(address.replace("&amp;", "&")))
    # Of the seven that are due one is public.
    assert "共 6 项" in rows and rows.count("<tr>") == 7 and "征收土地申请" in rows and "怎样算的" in rows


def test_each_level_drills_down_and_a_village_clerk_sees_the_village(late, client, cast):
    desk = sign_in(client, cast.city_editor)
    assert f"?region={cast.county.code}" in text(desk.get("/staff/duties/"))
    town = text(desk.get(f"/staff/duties/?region={cast.town.code}"))
    assert "东村村委会" in town and f'<a href="/staff/duties/?region={cast.county.code}">博兴县</a>' in town
    village = sign_in(client, cast.village_clerk)
    assert "履职看板：东村村委会" in text(village.get("/staff/duties/"))


@pytest.mark.parametrize("page", ["", "rows"])
def test_another_region_is_not_to_be_seen(late, client, cast, page):
    for who, code in (
        ("neighbour_editor", cast.county.code),
        ("town_editor", cast.county.code),
        ("county_editor", "1"),
    ):
        reader = sign_in(client, getattr(cast, who))
        assert reader.get(f"/staff/duties/{page}?region={code}&what=notice&state=overdue").status_code == 404
        assert reader.post("/staff/duties/export", {"region": code}).status_code == 404


def test_a_number_that_is_none_of_the_board_is_400_in_words(late, client, cast):
    answer = sign_in(client, cast.county_editor).get("/staff/duties/rows?what=document&state=done' OR 1=1")
    assert answer.status_code == 400 and "没有这一项" in text(answer)


def test_the_workbook_has_the_same_numbers_no_formula_and_an_entry_in_the_trail(late, client, cast):
    answer = sign_in(client, cast.county_editor).post("/staff/duties/export", {"region": cast.county.code})
    book = load_workbook(io.BytesIO(answer.content))
    board = list(book["看板"].values)
    assert board[0][:5] == ("区划", "案件", "公开得分", "应公开文件", "公告逾期未贴出")
    assert board[1][:5] == ("博兴县", 1, 14, 7, 1)
    rows = list(book["明细"].values)
    assert {row[1] for row in rows[1:]} == {"=示例批次"}
    assert all(cell.data_type != "f" for sheet in book for line in sheet for cell in line)
    assert (
        AuditEntry.objects.filter(action="export", actor_id=cast.county_editor.pk).get().detail["rows"]
        == len(rows) - 1
    )


def test_twelve_queries_however_many_cases(late, client, cast, django_assert_max_num_queries):
    for number in range(25):
        one = case(
            cast.county, [cast.village], name=f"批次{number}", stages={"PRE_NOTICE": dt.date(2024, 6, 3)}
        )
        shown(one, "pre_notice", on=dt.date(2024, 6, 3))
    desk = sign_in(client, cast.county_editor)
    with django_assert_max_num_queries(12):
        assert desk.get("/staff/duties/").status_code == 200


def test_home_and_glance_lead_to_the_board(late, client, cast):
    page = text(sign_in(client, cast.county_editor).get("/staff/"))
    assert page.count('href="/staff/duties/"') >= 2
