"""Local modules as what staff draft, release and withdraw; refused where the kind, the level or the address is wrong."""

import pytest

from geo.errors import BadInput
from layers.changes.drafting import draft
from layers.changes.errors import NotSeen
from layers.changes.review import submit
from layers.local_modules.models import LocalModule
from layers.search.models import SearchEntry
from tests.harness.cast import make_cast
from tests.layers.changes.making import reviewed
from tests.layers.local_modules.making import local_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def given(cast, **more):
    return {
        "title": "草编之乡", "icon": "shop", "kind": "link", "address": "https://example.com/grass",
        "region": cast.county.code, "organisation": cast.bureau.public_id, **more,
    }  # fmt: skip


def handed_in(cast, **more):
    made = draft("local_module", cast.county_editor, after=given(cast, **more))
    return submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)


def test_a_county_module_is_reviewed_released_and_found_by_search(cast):
    rows = [{"title": "草编合作社", "text": "湖滨镇", "phone": "0000-2345678"}]
    reviewed(draft("local_module", cast.county_editor, after=given(cast, kind="list", rows=rows)), cast)
    made = LocalModule.objects.get()
    assert [row.title for row in made.rows.all()] == ["草编合作社"]
    assert SearchEntry.objects.get(kind="local_module").key == made.public_id


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://10.0.0.1", "http://localhost/", "ftp://example.com/", "https://a:b@x.cn"],
)
def test_an_unsafe_address_is_refused_with_its_field_named(cast, address):
    with pytest.raises(BadInput) as refused:
        handed_in(cast, address=address)
    assert refused.value.parameter == "address"


def test_an_unsafe_address_in_a_row_of_a_list_is_refused_with_its_line(cast):
    rows = [{"title": "甲"}, {"title": "乙", "address": "javascript:alert(1)"}]
    with pytest.raises(BadInput) as refused:
        handed_in(cast, kind="list", rows=rows)
    assert refused.value.parameter == "rows" and "网址" in refused.value.message


@pytest.mark.parametrize(
    ("kind", "column"),
    [("link", "address"), ("video", "address"), ("page", "body"), ("list", "rows"), ("map_layer", "category"),
     ("hidden", "replaces")],
)  # fmt: skip
def test_a_kind_without_what_it_consists_of_is_refused_at_that_field(cast, kind, column):
    with pytest.raises(BadInput) as refused:
        handed_in(cast, kind=kind, address="")
    assert refused.value.parameter == column


def test_eleven_characters_are_too_many_for_a_tile(cast):
    with pytest.raises(BadInput) as refused:
        handed_in(cast, title="一二三四五六七八九十一")
    assert refused.value.parameter == "title"


def test_a_town_has_no_module_of_its_own(cast):
    after = given(cast, region=cast.town.code, organisation=cast.town_government.public_id)
    made = draft("local_module", cast.town_editor, after=after)
    with pytest.raises(BadInput, match="只能属于市或县"):
        submit(made.public_id, cast.town_editor, seen_hash=made.content_hash)


def test_only_what_stands_above_can_be_replaced(cast):
    beside = local_module(cast.neighbour, cast.neighbour_bureau)
    own = local_module(cast.county, cast.bureau)
    above = local_module(cast.city, cast.city_office)
    for one in (beside, own):
        with pytest.raises(BadInput) as refused:
            handed_in(cast, replaces=one.public_id)
        assert refused.value.parameter == "replaces"
    assert handed_in(cast, replaces=above.public_id)


def test_an_editor_writes_for_no_other_county_and_not_for_the_city(cast):
    for region, office in ((cast.neighbour, cast.neighbour_bureau), (cast.city, cast.city_office)):
        with pytest.raises(NotSeen):
            draft(
                "local_module",
                cast.county_editor,
                after=given(cast, region=region.code, organisation=office.public_id),
            )
    own = local_module(cast.neighbour, cast.neighbour_bureau)
    with pytest.raises(NotSeen):
        draft("local_module", cast.county_editor, own.public_id, given(cast))
