"""What is not on the internet: shown at the counter, with a reason, and nowhere else."""

import datetime as dt

import pytest
from django.core import signing
from django.test import Client

from layers.audit.models import AuditEntry
from layers.documents.models import Document, PageImage, PageText
from layers.documents.publish import add_version
from layers.documents.store import put_made
from layers.land.models import CaseDocument
from layers.search import index
from layers.search.registry import KINDS
from portal.desk import on_site
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import picture
from tests.layers.land.factories import case

pytestmark = pytest.mark.django_db
SECRET, TITLE = "秘密户主甲乙丙", "丁戊己家评估表"
CONCERNED = {"entitled": "party", "reason": "核对自家的评估结果"}


def hidden(of, kind, audience, pages=2):
    """A document of the case with pages and words, as a release leaves it."""
    version = add_version(Document.objects.create(), picture(9, 9), file_name="a.png", title=TITLE)
    for number in range(1, pages + 1):
        PageText.objects.create(version=version, page=number, text=SECRET)
        stored = put_made(picture(10 + number, 10), "image/png")
        PageImage.objects.create(version=version, page=number, width=800, height=600, file=stored)
    return CaseDocument.objects.create(
        case=of, kind_id=kind, document=version.document, version=version, audience=audience
    )


@pytest.fixture
def found(cast):
    one = case(
        cast.county, [cast.village], regime="H_2011", kind="houses", name="示例片区房屋征收", organisation=cast.bureau,
        stages={"PLAN_NOTICE": dt.date(2024, 3, 4), "VALUES": dt.date(2024, 6, 3)},
    )  # fmt: skip
    one.values, one.decision = (
        hidden(one, "house_values", "village"),
        hidden(one, "house_compensation_decision", "party"),
    )
    one.inner = hidden(one, "risk_summary", "staff")
    index.update("case", KINDS["case"].queryset().filter(pk=one.pk))
    return one


def text(answer):
    return answer.content.decode()


def opened(client, found, row, **given):
    return client.post(f"/staff/on-site/{found.public_id}/", {"document": row.pk, **CONCERNED, **given})


def test_no_address_of_a_stranger_serves_what_is_seen_on_the_spot(found, cast):
    stranger = Client()
    for row in (found.values, found.decision, found.inner):
        document, version = row.document.public_id, row.version
        for address in (
            f"/d/{document}", f"/d/{document}/1", f"/d/{document}/1/file", f"/d/{document}/1/file?download=1",
            f"/d/{document}/1/pages/1/800", f"/d/{document}?q={SECRET}",
        ):  # fmt: skip
            assert stranger.get(address).status_code == 404, address
        assert version.page_images.count() == 2
    told = ""
    for address in (
        f"/c/{found.public_id}", f"/v/{cast.village.code}", f"/c/{found.public_id}.atom", f"/v/{cast.village.code}.atom",
        f"/c/{found.public_id}.ics", f"/v/{cast.village.code}.ics", "/land/", "/land/catalogue", "/", "/sitemap/",
        f"/search?q={SECRET}", f"/search?q={TITLE}", f"/api/search?q={TITLE}", "/api/cases/?limit=100",
        f"/api/cases/{found.public_id}/", "/api/layers/cases.geojson?bbox=117,36.5,119,38.5", "/data/cases.geojson",
    ):  # fmt: skip
        answer = stranger.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        asked = address.rpartition("q=")[2]
        told += content.decode().replace(asked, "") if "q=" in address else content.decode()
    assert SECRET not in told and TITLE not in told
    assert not any(row.document.public_id in told for row in (found.values, found.decision, found.inner))


def test_the_page_of_the_case_names_the_kind_and_where_to_see_it_but_not_what_is_for_the_staff(found):
    page = text(Client().get(f"/c/{found.public_id}"))
    assert "<b>分户初步评估结果</b>（只在征收范围内公示）" in page
    assert "<b>房屋征收补偿决定公告</b>（只给当事人）" in page
    assert "东村公示栏" in page
    # Owed is the conclusion for houses; the one that is kept for the staff is of another kind.
    assert "<b>社会稳定风险评估结论</b>" not in page


def test_a_counter_opens_it_with_a_reason_and_the_trail_says_for_what_kind_of_person(found, client, cast):
    clerk = sign_in(client, cast.town_editor)
    assert "示例片区房屋征收" in text(clerk.get("/staff/on-site/"))
    answer = opened(clerk, found, found.values, entitled="villager")
    page = clerk.get(answer["Location"])
    assert page.status_code == 200 and page["Cache-Control"] == "no-store, private"
    image = clerk.get(f"{answer['Location']}1/800")
    assert image.status_code == 200 and image["Cache-Control"] == "no-store, private"
    entry = AuditEntry.objects.filter(action="show").get()
    assert (entry.actor_id, entry.keys) == (cast.town_editor.pk, [str(found.values.pk)])
    assert entry.detail == {
        "title": "示例片区房屋征收：分户初步评估结果", "entitled": on_site.ENTITLED["villager"],
        "purpose": CONCERNED["reason"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": " "}, "请写事由"),
        ({"reason": "长" * 101}, "请写事由"),
        ({"reason": "张三 372301197001011234"}, "不要写姓名"),
        ({"reason": "电话１３８ ００００ １１１１"}, "不要写姓名"),
        ({"entitled": ""}, "请选出示给哪一类人"),
        ({"entitled": "neighbour"}, "请选出示给哪一类人"),
    ],
)
def test_without_a_reason_or_with_a_name_in_it_nothing_is_opened(found, client, cast, given, words):
    answer = opened(sign_in(client, cast.town_editor), found, found.values, **given)
    assert answer.status_code == 400 and words in text(answer)
    assert not AuditEntry.objects.filter(action="show").exists()


def test_what_is_for_the_party_is_not_shown_to_a_neighbour(found, client, cast):
    answer = opened(sign_in(client, cast.town_editor), found, found.decision, entitled="villager")
    assert answer.status_code == 400 and "请选出示给哪一类人" in text(answer)


@pytest.mark.parametrize("who", ["neighbour_editor", "auditor", "system_administrator"])
def test_whoever_is_not_at_a_counter_of_its_villages_finds_nothing(found, client, cast, who):
    reader = sign_in(client, getattr(cast, who))
    assert opened(reader, found, found.values).status_code == 404
    assert reader.get(f"/staff/on-site/{found.public_id}/").status_code == 404
    assert not AuditEntry.objects.filter(action="show").exists()
    assert AuditEntry.objects.filter(action="refusal").exists()


def test_what_is_for_the_staff_alone_is_not_shown_at_the_counter(found, client, cast):
    clerk = sign_in(client, cast.county_editor)
    assert "社会稳定风险评估结论" not in text(clerk.get(f"/staff/on-site/{found.public_id}/"))
    assert opened(clerk, found, found.inner).status_code == 404


def test_a_file_for_the_parties_of_several_villages_is_opened_by_who_works_for_all(found, client, cast):
    other = cast.neighbour_town
    found.case_villages.create(village=other)
    clerk = sign_in(client, cast.town_editor)
    assert opened(clerk, found, found.decision).status_code == 404
    assert opened(clerk, found, found.values).status_code == 302
    assert opened(sign_in(Client(), cast.city_editor), found, found.decision).status_code == 302


def test_an_address_that_was_opened_is_nobody_elses_and_ends_after_a_while(found, client, cast, monkeypatch):
    clerk = sign_in(client, cast.town_editor)
    address = opened(clerk, found, found.values)["Location"]
    assert Client().get(address).status_code == 302  # to the login
    assert sign_in(Client(), cast.county_editor).get(address).status_code == 404
    forged = signing.dumps([found.decision.pk, cast.town_editor.pk], salt="another")
    assert clerk.get(f"/staff/on-site/{found.public_id}/{forged}/").status_code == 404
    monkeypatch.setattr(on_site, "OPEN_S", -1)
    assert clerk.get(address)["Location"] == f"/staff/on-site/{found.public_id}/"
    assert clerk.get(f"{address}1/800").status_code == 404


def test_of_a_file_with_several_parts_only_the_pages_of_this_one_are_shown(found, client, cast):
    CaseDocument.objects.filter(pk=found.values.pk).update(first_page=2, last_page=2)
    clerk = sign_in(client, cast.town_editor)
    address = opened(clerk, found, found.values)["Location"]
    assert clerk.get(f"{address}1/800").status_code == 404
    assert clerk.get(f"{address}2/800").status_code == 200
