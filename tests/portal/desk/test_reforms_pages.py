"""/staff/villages/reform/: first what becomes of everything, then one draft; strangers find nothing there."""

import datetime as dt
import re

import pytest
from django.test import Client

from layers.audit.models import AuditEntry
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.places.models import Place
from layers.regions.models import Region
from tests.harness.cast import _region
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import a_place, reviewed
from tests.layers.changes.test_reforming import place_in
from tests.layers.land.factories import case
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db
EAST, WEST, NEW = "371625104201", "371625104202", "371625104001"
NEW_REFORM = "/staff/villages/reform/"
DECREE = {"doc_no": "博政发[2026] 12号", "issuer": "博兴县人民政府"}


@pytest.fixture
def west(cast):
    return _region(4, "西村村委会", WEST, cast.town)


@pytest.fixture
def desk(client, cast):
    return sign_in(client, cast.county_editor)


def merger(**changed):
    """What the form of a merger sends; the villages are chosen from the list."""
    sent = {"kind": "merge", "valid_from": "2026-11-01", **DECREE, "sources": ["0", "1"], "founded": ["0"]}
    for n, code in enumerate((EAST, WEST)):
        text = Region.objects.filter(code=code).values_list("name", flat=True).first() or ""
        sent |= {f"sources-{n}-predecessor": text, f"sources-{n}-predecessor_key": code}
        sent[f"sources-{n}-predecessor_shown"] = text
    sent |= {"founded-0-name": "幸福社区居委会", "founded-0-code": NEW}
    return sent | changed


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def looked_at(client, sent):
    answer = client.post(NEW_REFORM, sent | {"do": "look"})
    assert answer.status_code == 200, text_of(answer)
    return answer, form_of(answer)


def test_it_is_said_what_becomes_of_everything_before_there_is_a_draft(cast, west, desk):
    clinic = category()
    key = place_in(cast.village, cast, clinic)
    case(cast.county, [cast.village])
    draft("place", cast.county_editor, after=a_place(cast.village, clinic, name="还没写完的"))
    answer, form = looked_at(desk, merger())
    told = text_of(answer)
    for words in (
        "征地 1 件：仍记在原村名下",
        "village_clerk（编辑，东村村委会）自那天起失效",
        "未办结的变更：新增网点：还没写完的",
        "湖滨镇卫生院",
        "旧网址引到新村",
    ):
        assert words in told, words
    assert not ChangeSet.objects.filter(kind="reform").exists()
    saved = desk.post(NEW_REFORM, form | {"do": "save"})
    made = ChangeSet.objects.get(kind="reform")
    assert (saved.status_code, saved["Location"]) == (302, made.get_absolute_url())
    assert made.note == "博政发〔2026〕12号，博兴县人民政府"
    page = text_of(desk.get(saved["Location"]))
    assert "合并：东村村委会、西村村委会 → 幸福社区居委会" in page and "提交审核" in page
    reviewed(made, cast)
    assert Place.objects.get(public_id=key).region.code == NEW
    old = Client().get(f"/v/{EAST}")
    assert (old.status_code, old["Location"]) == (302, f"/v/{NEW}")
    new = text_of(Client().get(f"/v/{NEW}"))
    assert "原东村村委会、原西村村委会" in new and "征地1件" in new


def test_what_was_not_looked_at_is_shown_first(cast, west, desk):
    _, form = looked_at(desk, merger())
    place_in(cast.village, cast, category(), name="刚来的网点")
    answer = desk.post(NEW_REFORM, form | {"do": "save"})
    assert "请先看下面各项会怎样" in text_of(answer) and "刚来的网点" in text_of(answer)
    assert not ChangeSet.objects.filter(kind="reform").exists()


def test_after_a_split_the_old_page_names_all_its_successors(cast, desk):
    key = place_in(cast.village, cast, category())
    name = cast.village.name
    sent = {
        "kind": "split", "valid_from": "2026-11-01", **DECREE, "sources": ["0"], "founded": ["0", "1"],
        "sources-0-predecessor": name, "sources-0-predecessor_key": EAST, "sources-0-predecessor_shown": name,
        "founded-0-name": "东半村村委会", "founded-0-code": "371625104210",
        "founded-1-name": "西半村村委会", "founded-1-code": "371625104211",
    }  # fmt: skip
    _, form = looked_at(desk, sent)
    assert f"goes-{key}" in form
    desk.post(NEW_REFORM, form | {"do": "save", f"goes-{key}": "371625104211"})
    reviewed(ChangeSet.objects.get(kind="reform"), cast)
    page = Client().get(f"/v/{EAST}").content.decode()
    assert "/v/371625104210" in page and "/v/371625104211" in page and "原东村村委会现在分属" in page
    assert Place.objects.get(public_id=key).region.code == "371625104211"


def test_every_error_stands_at_its_part_and_what_was_typed_stays(cast, west, desk):
    for changed, said in (
        ({"founded-0-code": WEST}, "已是西村村委会的"),
        ({"founded-0-code": "371625102001"}, "前 9 位应为 371625104"),
        ({"founded-0-code": "12"}, "12 位数字"),
        ({"doc_no": "口头"}, "文号格式不对"),
        ({"issuer": ""}, "发文机关"),
        ({"valid_from": "2026-13-01"}, "2026-03-01 这样的日期"),
        ({"founded": []}, "合并以后是一个村"),
        ({"founded-0-name": "坏\u202e名"}, "控制字符"),
    ):
        answer = desk.post(NEW_REFORM, merger(do="look", **changed))
        assert answer.status_code == 422 and said in text_of(answer), (changed, text_of(answer))
        assert "东村村委会" in answer.content.decode()


def test_a_row_more_needs_no_script(cast, west, desk):
    answer = desk.post(NEW_REFORM, merger(do="add sources"))
    assert len(form_of(answer)["sources"]) == 3 and form_of(answer)["doc_no"] == [DECREE["doc_no"]]


def test_the_neighbour_finds_nothing_and_a_forged_form_leaves_its_refusal(cast, west, desk, client):
    far = _region(4, "石庙村村委会", "371621101201", cast.neighbour_town)
    assert desk.get(f"/staff/villages/{far.code}/reform/").status_code == 404
    forged = merger(do="look") | {"sources-1-predecessor_key": far.code}
    assert desk.post(NEW_REFORM, forged).status_code == 404
    assert AuditEntry.objects.filter(refused=True, action="refusal").count() == 2
    for stranger in (cast.neighbour_editor,):
        assert sign_in(client, stranger).post(NEW_REFORM, merger(do="look")).status_code == 404
    for stranger in (cast.village_clerk, cast.county_reviewer, cast.security_administrator):
        assert sign_in(client, stranger).get(NEW_REFORM).status_code == 404
    assert client.get("/staff/villages/371625104201/").status_code == 404
    assert (
        "villages/371625104201/reform"
        not in sign_in(client, cast.village_clerk).get(f"/staff/villages/{EAST}/").content.decode()
    )


def test_from_the_page_of_a_village_it_is_filled_in(cast, west, desk):
    page = desk.get(f"/staff/villages/{EAST}/").content.decode()
    assert f"/staff/villages/{EAST}/reform/" in page
    opened = desk.get(f"/staff/villages/{EAST}/reform/?kind=merge")
    assert form_of(opened)["sources-0-predecessor_key"] == [EAST]
    assert desk.get(f"{NEW_REFORM}?kind=nonsense").status_code == 400


def test_today_is_the_first_day_that_is_offered(cast, desk):
    shown = form_of(desk.get(f"{NEW_REFORM}?kind=found"))
    assert shown["valid_from"] == [dt.date.today().isoformat()]
