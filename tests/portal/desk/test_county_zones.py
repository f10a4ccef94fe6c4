"""学区 and 征地补偿区片 written at the desk: an area that came by import stays, a village by its name, a price with its law."""

import pytest

from layers.catchments.here import of_village
from layers.catchments.models import Catchment
from layers.changes.models import ChangeSet
from layers.compensation.models import CompensationZone
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import reviewed
from tests.portal.desk.test_forms_round_trip import a_catchment, a_compensation_zone

pytestmark = pytest.mark.django_db


def begun(desk, address):
    """The form of a draft that a button begins, and the draft."""
    answer = desk.post(address, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    made = ChangeSet.objects.order_by("-pk").first()
    return made, form_of(answer)


def post(desk, made, sent, **typed):
    return desk.post(f"/staff/changes/{made.public_id}/edit/", sent | {"do": "check"} | typed)


def test_a_new_catchment_answers_its_village_after_the_review(desk, cast, client):
    made, sent = begun(desk, "/staff/catchments/new")
    typed = {
        "service": "primary", "name": "湖滨镇中心小学", "county": cast.county.name, "year": "2026", "source": "招生公告",
        "catchment_villages": ["r1"], "catchment_villages-r1-village": cast.village.name,
    }  # fmt: skip
    answer = post(desk, made, sent, **typed | {"catchment_villages": [], "county": cast.town.name})
    assert answer.status_code == 422 and "应写县、市、区或开发区" in answer.content.decode()
    answer = post(desk, made, sent | {"hash": form_of(answer)["hash"]}, **typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    made.refresh_from_db()
    reviewed(made, cast)
    (told,) = of_village(cast.village)
    assert [(one.name, one.source) for one in told.catchments] == [("湖滨镇中心小学", "招生公告")]
    key = Catchment.objects.get().public_id
    page = desk.get(f"/staff/catchments/{key}/").content.decode()
    assert "湖滨镇中心小学" in page and "修改</button>" in page
    assert "2026" in desk.get("/staff/catchments/?q=中心").content.decode()
    assert sign_in(client, cast.neighbour_editor).get(f"/staff/catchments/{key}/").status_code == 404


def test_an_area_stays_when_the_rest_is_changed_and_shares_must_be_a_whole(desk, cast):
    there, of_school = a_compensation_zone(cast), a_catchment(cast)
    made, sent = begun(desk, f"/staff/compensation-zones/{there.public_id}/change")
    answer = post(desk, made, sent, land_share="50")
    assert answer.status_code == 422 and "合计应为 100%" in answer.content.decode()
    answer = post(desk, made, sent | {"hash": form_of(answer)["hash"]}, price_per_mu="63000", land_share="40")
    assert answer.status_code == 302
    made.refresh_from_db()
    reviewed(made, cast)
    after = CompensationZone.objects.get()
    assert (after.price_per_mu, after.area.wkb) == (63_000, there.area.wkb)
    assert after.zone_villages.get().village == cast.village
    made, sent = begun(desk, f"/staff/catchments/{of_school.public_id}/change")
    assert post(desk, made, sent, extent="东至大街").status_code == 302
    made.refresh_from_db()
    reviewed(made, cast)
    assert Catchment.objects.get().area.wkb == of_school.area.wkb
    assert "63000.00" in desk.get("/staff/compensation-zones/").content.decode()
