"""The editors of land cases and villages, as their clerks meet them: from the list to a set that waits for its review."""

import pytest
from django.test import Client

from layers.changes.aggregate import NOUNS
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshot
from layers.changes.review import release, sign
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.portal.desk.test_forms_round_trip import a_whole_case

pytestmark = pytest.mark.django_db


def editor_of(answer, client):
    """The edit page that a button leads to."""
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return client.get(answer.url), answer.url


def test_a_case_is_drafted_from_the_list_saved_checked_and_submitted(cast):
    client = sign_in(Client(), cast.county_editor)
    page, address = editor_of(client.post("/staff/cases/new"), client)
    sent = form_of(page)
    filled = sent | {
        "name": "博兴县2024年第9批次城镇建设用地", "kind": "batch", "year": "2024", "regime": "R4_2021",
        "county": cast.county.name, "began_on": "2024-01-02", "purpose": "工业用地", "total_area_ha": "1.5",
        "case_villages": ["0"],
        "case_villages-0-village": cast.village.name, "case_villages-0-area_ha": "1.5", "stages": ["0", "1"],
        "stages-0-kind": '{"code": "PRE_NOTICE", "regime": "R4_2021"}', "stages-0-version": "1",
        "stages-0-posted_on": "2024-01-02", "stages-1-kind": '{"code": "PLAN_NOTICE", "regime": "R4_2021"}',
        "stages-1-version": "1", "stages-1-posted_on": "2024-02-01",
    }  # fmt: skip
    saved = client.post(address, filled | {"do": "save"})
    assert saved.status_code in (200, 302), saved.content.decode()[-3000:]
    made = ChangeSet.objects.get(noun="case")
    after = made.rows.get().after
    assert [row["village"] for row in after["case_villages"]] == [cast.village.code]
    assert {row["kind"]["code"] for row in after["stages"]} == {"PRE_NOTICE", "PLAN_NOTICE"}
    again = client.get(address).content.decode()
    assert "各村合计 1.5 公顷" in again and "日期符合程序" in again
    client.post(f"/staff/changes/{made.public_id}/submit", {"hash": made.content_hash})
    assert ChangeSet.objects.get(noun="case").state == "in_review"


def test_what_is_wrong_with_a_case_is_told_at_once_and_nothing_typed_is_lost(cast):
    client = sign_in(Client(), cast.county_editor)
    page, address = editor_of(client.post(f"/staff/cases/{a_whole_case(cast)}/change"), client)
    wrong = {
        "year": "明年", "total_area_ha": "很大", "approval_doc_no_raw": "第十二号", "began_on": "2024-02-30",
        "stages-0-posted_on": "二月", "do": "save",
    }  # fmt: skip
    answer = client.post(address, form_of(page) | wrong)
    text = answer.content.decode()
    assert answer.status_code in (200, 400, 422)
    for typed in ("明年", "很大", "第十二号", "二月"):
        assert f'value="{typed}"' in text, typed
    assert text.count('class="error"') >= 5
    stored = ChangeSet.objects.get(noun="case").rows.get()
    assert stored.after == stored.before == snapshot(NOUNS["case"], stored.key)


def test_the_page_of_a_case_sent_back_as_a_browser_does_changes_nothing(cast):
    client = sign_in(Client(), cast.county_editor)
    page, address = editor_of(client.post(f"/staff/cases/{a_whole_case(cast)}/change"), client)
    client.post(address, form_of(page) | {"do": "save"})
    row = ChangeSet.objects.get(noun="case").rows.get()
    assert row.after == row.before


def test_a_village_of_another_county_is_refused_at_its_field(cast):
    client = sign_in(Client(), cast.county_editor)
    page, address = editor_of(client.post(f"/staff/cases/{a_whole_case(cast)}/change"), client)
    answer = client.post(
        address, form_of(page) | {"case_villages-0-village": cast.neighbour_town.name, "do": "save"}
    )
    assert "没有找到" in answer.content.decode()


def test_a_village_that_was_merged_leads_on_to_the_one_that_took_its_place(cast):
    """One change set ends the old village and names its successor; the old code of the address leads on."""
    from layers.regions.models import Region

    new = Region.objects.create(
        level=4,
        kind="village",
        name="新村村委会",
        code="371625104299",
        manage_parent=cast.town,
        stat_parent=cast.town,
    )
    new.path = f"{cast.town.path}{new.pk}/"
    new.save(update_fields=["path"])
    a_whole_case(cast)
    client = sign_in(Client(), cast.town_editor)
    page, address = editor_of(client.post(f"/staff/villages/{cast.village.code}/change"), client)
    filled = form_of(page) | {
        "valid_to": "2024-06-30", "successions": ["0"], "successions-0-successor": new.name,
        "successions-0-on": "2024-07-01", "successions-0-note": "博政发〔2024〕12号", "do": "save",
    }  # fmt: skip
    client.post(address, filled)
    made = ChangeSet.objects.get(noun="region")
    client.post(f"/staff/changes/{made.public_id}/submit", {"hash": made.content_hash})
    made.refresh_from_db()
    sign(made.public_id, cast.town_reviewer, "review", seen_hash=made.content_hash)
    release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    public = Client()
    led = public.get(f"/v/{cast.village.code}")
    assert (led.status_code, led.url) == (302, f"/v/{new.code}")
    page = public.get(led.url).content.decode()
    assert "建设用地" in page and "东村" in page
