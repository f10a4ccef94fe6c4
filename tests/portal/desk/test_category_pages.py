"""Ticks of what a category wants, marks in the editor of a place, the list of what is lacking, groups in order."""

import re

import pytest

from layers.changes.aggregate import NOUNS
from layers.changes.drafting import draft
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshot
from layers.places.models import Category, CategoryGroup
from tests.harness.posting import form_of
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import a_place, published_place
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(db):
    return category()


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_editor_of_a_category_has_a_tick_for_each_column(cast, clinic, client):
    clinic.wanted = ["phones"]
    clinic.save()
    made = draft("category", cast.city_editor, clinic.code, snapshot(NOUNS["category"], clinic.code))
    desk = sign_in(client, cast.city_editor)
    page = desk.get(f"/staff/changes/{made.public_id}/edit/")
    sent = form_of(page)
    assert sent["wanted"] == ["phones"]
    address = f"/staff/changes/{made.public_id}/edit/"
    assert desk.post(address, sent | {"do": "save", "wanted": ["pictures", "phones"]}).status_code == 302
    assert made.rows.get().after["wanted"] == ["phones", "pictures"]
    forged = form_of(desk.get(address)) | {"do": "save", "wanted": ["password"]}
    assert desk.post(address, forged).status_code == 422


def test_what_is_wanted_is_marked_in_the_editor_and_asked_for_before_the_submission(cast, clinic, client):
    clinic.wanted = ["opening_hours", "address"]
    clinic.save()
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic, opening_hours=[]))
    desk = sign_in(client, cast.county_editor)
    address = f"/staff/changes/{made.public_id}/edit/"
    page = desk.get(address)
    marks = re.findall(r'<(?:label|legend)[^>]*>([^<]+) <strong class="must">必填', page.content.decode())
    assert marks == ["地址", "开放时间"]
    answer = desk.post(address, form_of(page) | {"do": "check"})
    assert answer.status_code == 422
    assert "地址：这个类目必填" in text_of(answer) and "开放时间：这个类目必填" in text_of(answer)
    change = desk.get(f"/staff/changes/{made.public_id}/")
    assert "还缺开放时间、地址" in text_of(change)


def test_public_places_that_lack_something_are_counted_and_listed(cast, clinic, client):
    published_place(cast, clinic, name="缺地址的院")
    published_place(cast, clinic, name="齐全的院", address="一号")
    clinic.wanted = ["address"]
    clinic.save()
    desk = sign_in(client, cast.county_editor)
    assert re.search(
        r'缺必填项的网点</dt><dd><a href="/staff/places/\?lacking=1">1<', desk.get("/staff/").content.decode()
    )
    page = text_of(desk.get("/staff/places/?lacking=1"))
    assert "缺地址的院" in page and "齐全的院" not in page


def test_groups_are_listed_and_put_in_order_as_one_draft(cast, clinic, client):
    other = CategoryGroup.objects.create(code="t-other", name="别的组", icon="hospital", hue=2, sort_key=5)
    group = Category.objects.get(code=clinic.code).group
    desk = sign_in(client, cast.city_editor)
    page = text_of(desk.get("/staff/category-groups/"))
    assert "别的组" in page and "调整顺序" in page
    address = "/staff/category-groups/order/"
    codes = form_of(desk.get(address))["groups"]
    assert set(codes) >= {other.code, group.code}
    assert desk.post(address, {"do": f"down {codes[0]}", "groups": codes}).status_code == 200
    assert desk.post(address, {"do": "save", "groups": codes[::-1]}).status_code == 302
    made = ChangeSet.objects.get(noun="category_group")
    after = {row.key: row.after["sort_key"] for row in made.rows.all()}
    current = dict(CategoryGroup.objects.values_list("code", "sort_key")) | after
    assert sorted(current, key=lambda code: (current[code], code)) == codes[::-1]
    assert desk.post(address, {"do": "save", "groups": codes[:-1]}).status_code == 400
    assert sign_in(client, cast.county_editor).get(address).status_code == 404
