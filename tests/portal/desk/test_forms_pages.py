"""The editor as its author meets it: nothing typed is lost, every error stands at its field, nobody writes elsewhere."""

import base64
import datetime as dt
import random
import re

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile

from layers.audit.models import AuditEntry
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft, put_row
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshot
from layers.documents import gates
from layers.organisations.models import Organisation
from layers.places.models import Category, Place
from layers.services.models import ServiceItem
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.places.making import category
from tests.portal.desk.test_forms_round_trip import HOSTILE, generated_place

pytestmark = pytest.mark.django_db
PLACE = NOUNS["place"]
# One pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def clinic(db):
    return category()


def a_place(cast, clinic, **given):
    return {
        "name": "湖滨镇卫生院", "region": cast.town.code, "category": clinic.code, "source": "镇政府",
        "location": Point(118.1, 37.2, srid=4490), "organisation": cast.town_government.public_id,
        "phones": [{"label": "急诊", "number": "120"}, {"label": "咨询", "number": "0543-2"}],
        "opening_hours": [{"days": "working_day", "opens": "08:30", "closes": "12:00"}], **given,
    }  # fmt: skip


@pytest.fixture
def made(cast, clinic):
    return draft("place", cast.town_editor, after=a_place(cast, clinic))


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.town_editor)


def address(made):
    return f"/staff/changes/{made.public_id}/edit/"


def post(client, made, sent, do="save", **changed):
    return client.post(address(made), sent | {"do": do} | changed)


def content(made):
    return ChangeSet.objects.get(pk=made.pk).rows.get().after


def text(answer):
    return answer.content.decode()


def published(cast, clinic, **given):
    """A public place, straight into the table."""
    key = generated_place(random.Random(1), cast, 0)
    where = {"category": clinic, "region": cast.town, "organisation": cast.town_government}
    Place.objects.filter(public_id=key).update(**where | given)
    return key


@pytest.mark.parametrize("seed", range(8))
def test_the_page_of_any_place_sent_back_as_a_browser_does_changes_nothing(desk, cast, seed):
    key = generated_place(random.Random(seed), cast, seed)
    made = draft("place", cast.town_editor, key)
    assert post(desk, made, form_of(desk.get(address(made)))).status_code == 302
    assert content(made) == snapshot(PLACE, key)
    assert ChangeSet.objects.get(pk=made.pk).content_hash == made.content_hash


def test_hostile_text_in_every_field_is_shown_as_text_and_kept(desk, made):
    sent = form_of(desk.get(address(made)))
    names = [
        name
        for name in sent
        if name.split("-")[-1]
        in ("name", "aliases", "address", "way_there", "introduction", "label", "note", "source")
    ]
    for words in HOSTILE[:3] + HOSTILE[4:]:
        answer = post(desk, made, sent | dict.fromkeys(names, words[:40]) | form_hash(desk, made))
        assert answer.status_code == 302, text(answer)
        page = desk.get(address(made))
        assert "<script>alert" not in text(page)
        assert {form_of(page)[name][0] for name in names} == {words[:40]}
    refused = post(desk, made, sent | form_hash(desk, made), name="‮反写", source="\x00")
    assert refused.status_code == 422
    assert text(refused).count("含有不能识别的控制字符") >= 4


def form_hash(client, made):
    return {"hash": form_of(client.get(address(made)))["hash"]}


def test_all_errors_are_told_at_once_at_their_fields_and_above_and_what_was_typed_stays(desk, made):
    sent = form_of(desk.get(address(made)))
    wrong = {
        "name": "长" * 121, "location_lng": "37.2", "location_lat": "118.1", "verified_on": "昨天",
        "opening_hours-0-opens": "八点", "region": "惠民县",
    }  # fmt: skip
    answer = post(desk, made, sent, **wrong)
    page = text(answer)
    assert answer.status_code == 422
    assert "有 5 处要改" in page and "经度和纬度写反了" in page and "最多 120 个字，现有 121 个" in page
    for anchor in ("id_name", "id_location", "id_verified_on", "id_opening_hours-0-opens", "id_region"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page and f'id="{anchor}_error"' in page
    kept = form_of(answer)
    assert {name: kept[name][0] for name in wrong} == wrong
    assert content(made)["name"] == "湖滨镇卫生院"


def test_a_draft_may_lack_what_its_submission_wants(desk, made):
    sent = form_of(desk.get(address(made)))
    assert post(desk, made, sent, name="", source="").status_code == 302
    answer = post(desk, made, form_of(desk.get(address(made))), do="check")
    assert answer.status_code == 422
    assert "请填写名称" in text(answer) and "请填写数据来源" in text(answer) and "已存为草稿" in text(answer)
    assert (
        post(desk, made, form_of(answer), do="check", name="全名", source="镇里").url
        == f"/staff/changes/{made.public_id}/"
    )


def test_a_stale_tab_is_answered_409_with_both_versions_and_saves_when_its_author_says_so(desk, cast, made):
    sent = form_of(desk.get(address(made)))
    put_row(
        made.public_id,
        cast.town_editor,
        made.rows.get().key,
        content(made) | {"name": "别的窗口"},
        seen_hash=made.content_hash,
    )
    answer = post(desk, made, sent, name="这个窗口")
    assert answer.status_code == 409
    assert "别的窗口" in text(answer) and form_of(answer)["name"] == ["这个窗口"]
    assert content(made)["name"] == "别的窗口"
    assert post(desk, made, form_of(answer)).status_code == 302
    assert content(made)["name"] == "这个窗口"


def test_autosave_writes_the_draft_keeps_what_is_half_typed_out_of_it_and_submits_nothing(desk, made):
    sent, was = form_of(desk.get(address(made))), content(made)
    answer = post(
        desk, made, sent, do="autosave", name="新名", location_lat="", **{"phones-0-number": "1" * 41}
    )
    told = answer.json()
    assert answer.status_code == 200
    assert re.match(r"已自动保存 \d\d:\d\d；还有 2 处没有写对", told["message"])
    after = content(made)
    assert (after["name"], after["location"], len(after["phones"])) == ("新名", was["location"], 2)
    assert was["location"] is not None and after["phones"][0]["number"] == "120"
    assert told["preview"]["opening_hours"] == "群众会看到：工作日 08:30–12:00"
    assert ChangeSet.objects.get(pk=made.pk).state == "draft" and not Place.objects.exists()
    stale = post(desk, made, sent, do="autosave", name="旧页")
    assert stale.status_code == 409 and content(made)["name"] == "新名"


def test_rows_are_added_moved_and_removed_without_a_script_and_without_saving(desk, made):
    page = post(desk, made, form_of(desk.get(address(made))), do="add phones", name="先不存")
    sent = form_of(page)
    assert sent["phones"] == ["0", "1", "n0"] and sent["name"] == ["先不存"]
    sent = form_of(
        post(desk, made, sent, do="up phones-n0", **{"phones-n0-label": "值班", "phones-n0-number": "3"})
    )
    sent = form_of(post(desk, made, sent, do="remove phones-0"))
    assert sent["phones"] == ["n0", "1"] and content(made)["name"] != "先不存"
    assert post(desk, made, sent).status_code == 302
    assert [(row["label"], row["sort_key"]) for row in content(made)["phones"]] == [("值班", 1), ("咨询", 2)]
    assert post(desk, made, sent | {"phones": ["../x"]}).status_code == 400
    assert post(desk, made, sent, do="explode phones").status_code == 400


def test_a_name_typed_without_a_script_finds_its_row_and_namesakes_are_asked_about(desk, cast, made):
    twin = Organisation.objects.create(name="湖滨镇便民服务中心", region=cast.village)
    Organisation.objects.create(name="湖滨镇便民服务中心", region=cast.town, parent=cast.town_government)
    sent = form_of(desk.get(address(made)))
    assert post(desk, made, sent, region="东村村委会").status_code == 302
    assert content(made)["region"] == cast.village.code
    asked = post(desk, made, form_of(desk.get(address(made))), organisation="湖滨镇便民服务中心")
    assert (
        asked.status_code == 422 and "不止一个" in text(asked) and f'value="{twin.public_id}"' in text(asked)
    )
    picked = post(desk, made, form_of(asked), organisation_pick=twin.public_id)
    assert picked.status_code == 302, re.findall("class=.error.*?<|note.*?<", text(picked))
    assert content(made)["organisation"] == twin.public_id


@pytest.mark.parametrize("column", ["region", "organisation", "seat_of"])
def test_another_countys_region_or_organisation_is_refused_at_the_field(desk, cast, made, column):
    foreign = cast.neighbour_town.code if column == "region" else cast.neighbour_bureau.public_id
    sent = form_of(desk.get(address(made)))
    forged = {column: "看起来没变", f"{column}_shown": "看起来没变", f"{column}_key": foreign}
    for tried in (forged, {f"{column}_pick": foreign}, {column: foreign}):
        answer = post(desk, made, sent, **tried)
        assert answer.status_code == 422 and f'id="id_{column}_error"' in text(answer)
    assert content(made)[column] != foreign


def test_suggestions_know_the_scope_of_who_types(client, cast):
    ServiceItem.objects.create(name="社保卡", kind="public_service", organisation=cast.bureau, handler="窗口")

    def names(user, relation, query):
        answer = sign_in(client, user).get(f"/staff/suggest/{relation}", {"q": query})
        return (
            [one["name"] for one in answer.json()["results"]]
            if answer.status_code == 200
            else answer.status_code
        )

    assert names(cast.town_editor, "region", "村") == ["东村村委会"]
    assert names(cast.town_editor, "region", "石庙") == []
    assert names(cast.neighbour_editor, "region", "石庙") == ["石庙镇"]
    assert names(cast.county_editor, "organisation", "教育") == []
    assert names(cast.bureau_editor, "organisation", "教育") == ["博兴县教育和体育局"]
    assert names(cast.town_editor, "item", "社保") == ["社保卡"]
    assert names(cast.town_editor, "region", "%") == [] and names(cast.town_editor, "region", "") == []
    assert names(cast.auditor, "region", "村") == 404 and names(cast.town_editor, "user", "a") == 404


def test_nobody_but_the_author_writes_a_draft_and_a_try_is_in_the_trail(client, cast, made):
    sent = form_of(sign_in(client, cast.town_editor).get(address(made)))
    assert sign_in(client, cast.neighbour_editor).get(address(made)).status_code == 404
    assert post(client, made, sent, name="邻县").status_code == 404
    assert sign_in(client, cast.county_editor).get(address(made)).url == f"/staff/changes/{made.public_id}/"
    before = AuditEntry.objects.filter(refused=True).count()
    assert post(client, made, sent, name="上级").status_code == 403
    assert post(client, made, sent, do="autosave", name="上级").status_code == 403
    assert AuditEntry.objects.filter(refused=True).count() == before + 2
    assert content(made)["name"] == "湖滨镇卫生院"


def test_a_picture_waits_for_the_gate_and_the_gate_says_so_in_its_own_words(desk, made, monkeypatch):
    monkeypatch.delitem(gates._gates, gates.PERSONAL_DATA)
    page = post(desk, made, form_of(desk.get(address(made))), do="add pictures")
    png = base64.b64decode(PNG)
    photo = SimpleUploadedFile("门.png", png, "image/png")
    answer = post(
        desk, made, form_of(page), **{"pictures-n0-caption": "大门", "pictures-n0-file_file": photo}
    )
    assert answer.status_code == 422 and "个人信息检查尚未启用，暂不能公布" in text(answer)
    photo.seek(0)
    answer = post(desk, made, form_of(page), **{"pictures-n0-file_file": photo})
    assert "请先写说明" in text(answer)


def test_a_clerk_publishes_hours_alone_on_one_page_and_a_stale_page_is_told(client, cast, clinic):
    key = published(cast, clinic, region=cast.village)
    here = f"/staff/places/{key}/quick/"
    clerk = sign_in(client, cast.village_clerk)
    sent = form_of(clerk.get(here))
    assert "name" not in sent
    added = form_of(clerk.post(here, sent | {"do": "add phones"}))
    added |= {name: ["值班"] for name in added if name.endswith("n0-label")} | {
        "phones-n0-number": ["0543-9"]
    }
    assert clerk.post(here, added | {"do": "save", "name": "混进来的名字"}).status_code == 302
    place = Place.objects.get()
    assert place.phones.filter(number="0543-9").exists() and place.name != "混进来的名字"
    assert clerk.post(here, added | {"do": "save"}).status_code == 409
    assert clerk.post(here, {"do": "verified"}).status_code == 302
    assert Place.objects.get().verified_on == dt.date.today()
    assert {one.state for one in ChangeSet.objects.all()} == {"released"}
    assert sign_in(client, cast.neighbour_editor).get(here).status_code == 404


def test_categories_are_added_reordered_and_merged_by_the_citys_editor_alone(client, cast, clinic):
    category("t-b", name="乙")
    key = published(cast, clinic)
    assert sign_in(client, cast.county_editor).get("/staff/categories/order/").status_code == 404
    city = sign_in(client, cast.city_editor)
    assert city.post("/staff/categories/new", {"key": "Ö"}).status_code == 422
    assert city.post("/staff/categories/new", {"key": clinic.code}).status_code == 422
    new = city.post("/staff/categories/new", {"key": "night-pharmacy"})
    sent = form_of(city.get(new.url)) | {
        "name": "夜间药店",
        "group": "t-medical",
        "icon": "pharmacy",
        "do": "check",
    }
    assert city.post(new.url, sent).status_code == 302
    order = form_of(
        city.post(
            "/staff/categories/order/",
            form_of(city.get("/staff/categories/order/")) | {"do": "up t-b"},
        )
    )
    assert city.post("/staff/categories/order/", order).status_code == 302
    rows = ChangeSet.objects.latest("pk").rows.all()
    assert [(row.key, row.after["sort_key"]) for row in rows] == [("t-b", 10), ("t-hospital", 20)]
    assert "1 个网点" in text(city.get(f"/staff/categories/{clinic.code}/merge/"))
    assert city.post(f"/staff/categories/{clinic.code}/merge/", {"target": clinic.code}).status_code == 422
    assert city.post(f"/staff/categories/{clinic.code}/merge/", {"target": "t-b"}).status_code == 302
    merged = {(row.noun, row.key): row.after for row in ChangeSet.objects.latest("pk").rows.all()}
    assert merged[("place", key)]["category"] == "t-b" and merged[("category", clinic.code)] is None
    assert Category.objects.filter(code=clinic.code).exists()


def test_a_year_of_the_calendar_is_pasted_with_all_faults_at_once(client, cast):
    city = sign_in(client, cast.city_editor)
    assert city.post("/staff/calendar/new", {"key": "27"}).status_code == 422
    here = city.post("/staff/calendar/new", {"key": "2031"}).url
    made = ChangeSet.objects.get()
    assert f"/staff/changes/{made.public_id}/days/" in text(city.get(here))
    faulty = city.post(
        f"/staff/changes/{made.public_id}/days/",
        {"hash": made.content_hash, "text": "日期,类型,节日\n2031-13-01,放假,元旦\n2031-01-02,上课,元旦"},
    )
    assert faulty.status_code == 422 and "第 2 行" in text(faulty) and "第 3 行" in text(faulty)
    days = "日期,类型,节日\n2031-01-01,放假,元旦\n2031-01-04,调休上班,元旦\n2031-05-01,放假,劳动节\n2031-10-01,放假,国庆节"
    assert (
        city.post(
            f"/staff/changes/{made.public_id}/days/", {"hash": made.content_hash, "text": days}
        ).status_code
        == 302
    )
    sent = form_of(city.get(here))
    assert [sent[f"days-{n}-name"] for n in range(4)] == [["元旦"], ["元旦"], ["劳动节"], ["国庆节"]]
    assert city.post(here, sent | {"source_title": "国办通知", "do": "check"}).status_code == 302


def test_the_page_asks_the_database_no_more_often_for_many_rows(
    desk, cast, clinic, django_assert_max_num_queries
):
    item = [
        ServiceItem.objects.create(
            name=f"事项{n}", kind="public_service", organisation=cast.bureau, handler="窗口"
        )
        for n in range(30)
    ]
    phones = [{"label": "电话", "number": str(n)} for n in range(30)]
    made = draft(
        "place",
        cast.town_editor,
        after=a_place(cast, clinic, phones=phones, handled=[{"item": one.public_id} for one in item]),
    )
    desk.get(address(made))
    with django_assert_max_num_queries(12):
        desk.get(address(made))
