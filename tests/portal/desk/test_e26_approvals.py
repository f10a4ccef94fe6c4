"""E 26: one number is one approval, in whatever brackets, whoever types it."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.changes.drafting import draft
from layers.changes.errors import Conflict, Refused
from layers.land.models import Approval, Case
from tests.harness.signing_in import sign_in
from tests.layers.land.factories import approval, case
from tests.portal.desk.test_case_files import released

pytestmark = pytest.mark.django_db
NUMBER = "鲁政土字〔2020〕123号"
GIVEN = {
    "issuer": "山东省人民政府", "level": "province", "doc_no_raw": "鲁政土字[2020] 123号", "doc_no": NUMBER,
    "no_number_reason": "", "issued_on": "2020-05-06", "received_on": None,
}  # fmt: skip


@pytest.fixture
def known(cast):
    """An approval that the neighbour county has registered."""
    given = approval(NUMBER, dt.date(2020, 5, 6))
    case(cast.neighbour, [cast.neighbour_town], approval=given, regime="R3_TRANSITION")
    return given


def drafted(cast, **given):
    return draft(
        "case", cast.county_editor,
        after={
            "name": "示例批次", "regime": "R3_TRANSITION", "kind": "batch", "year": 2020, "county": cast.county.code,
            "organisation": cast.bureau.public_id, "purpose": "工业用地", "total_area_ha": "1.0000",
            "began_on": "2020-02-03", "case_villages": [{"village": cast.village.code, "area_ha": "1.0000"}],
            "approval": {**GIVEN, **given},
        },
    )  # fmt: skip


def test_e26_a_number_in_other_brackets_is_recognised_and_offered_for_linking(cast, known, client):
    made = drafted(cast)
    page = sign_in(client, cast.county_editor).get(f"/staff/changes/{made.public_id}/edit/").content.decode()
    assert (
        f"{NUMBER} 已经登记：山东省人民政府 2020-05-06 批准，用于 1 件案件。本案将与它关联，不另立一份"
        in page
    )
    assert made.rows.get().after["approval"]["doc_no_raw"] == NUMBER
    released(made, cast)
    assert set(Approval.objects.values_list("doc_no", flat=True)) == {NUMBER}
    assert Case.objects.filter(approval=known).count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"issuer": "山东省政府"}, "文号 鲁政土字〔2020〕123号 已经登记，批准机关是“山东省人民政府”"),
        ({"issued_on": "2020-05-07"}, "已登记的批准日期与所填不同"),
    ],
)
def test_e26_a_second_county_cannot_make_a_duplicate_of_an_approval(cast, known, given, said):
    made = drafted(cast, **given)
    with pytest.raises((BadInput, Refused, Conflict)) as refused:
        released(made, cast)
    assert said in refused.value.message
    assert Approval.objects.count() == 1
