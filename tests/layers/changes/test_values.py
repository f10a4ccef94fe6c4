"""What is refused before it is a draft: hostile text, wrong forms, keys and nouns that are none."""

import pytest
from django.contrib.gis.geos import Point

from geo.errors import BadInput
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft, draft_rows
from layers.changes.models import ChangeSet
from layers.changes.reading import snapshot
from layers.places.models import Place
from tests.layers.changes.making import POINT, a_place, reviewed

pytestmark = pytest.mark.django_db

KEPT = [
    "<script>alert(1)</script>",
    "'; DROP TABLE places_place; --",
    "{{ 7*7 }}",
    "%s %(name)s",
    "a" * 120,
    "🏥😀",
    "=cmd|' /C'!A0",
]
REFUSED = [
    "一\x00二",
    "一\x1b[31m",
    "gpj.\u202eexe",
    "\ud800",
    "a" * 121,
    "两\n行",
    5,
    ["一"],
    {"a": 1},
    True,
]


@pytest.mark.parametrize("text", KEPT)
def test_a_strange_name_is_kept_letter_by_letter(cast, clinic, client, text):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic, name=text))
    done = reviewed(made, cast)
    assert Place.objects.get().name == text
    assert snapshot(NOUNS["place"], done.rows.get().key)["name"] == text
    page = client.get(Place.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_what_no_name_can_be_is_refused_and_names_the_column(cast, clinic, text):
    with pytest.raises(BadInput, match="名称"):
        draft("place", cast.county_editor, after=a_place(cast.town, clinic, name=text))
    assert not ChangeSet.objects.exists()


def text_columns():
    for noun in NOUNS.values():
        for part, path in [(noun, []), *((child, [child.name]) for child in noun.children)]:
            for value in part.values:
                if not value.is_relation and value.is_text:
                    yield noun.name, path, value.name


@pytest.mark.parametrize(("noun", "path", "column"), list(text_columns()))
def test_no_text_column_of_any_noun_takes_a_control_character(noun, path, column):
    given = {column: "好\x00坏"}
    for name in reversed(path):
        given = {name: [given]}
    with pytest.raises(BadInput):
        NOUNS[noun].canonical(given)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"location": Point(118, 37.4, srid=4326)}, "EPSG:4490"),
        ({"location": "POINT (118 37)"}, "EWKB"),
        ({"location": "00"}, "格式"),
        ({"verified_on": "2026-02-30"}, "核实于"),
        ({"verified_on": "昨天"}, "核实于"),
        ({"has_parking": "是"}, "停车"),
        ({"phones": {"number": "1"}}, "电话"),
        ({"phones": [{"number": "1", "who": "x"}]}, "没有这些栏目"),
        ({"public_id": "ABC"}, "没有这些栏目"),
        ({"withdrawn_at": None}, "没有这些栏目"),
        ({"handled": [{"item": "X"}, {"item": "X"}]}, "重复"),
        ({"region": ["371625000000"]}, "区划"),
    ],
)
def test_a_wrong_form_is_refused_in_chinese(cast, clinic, changed, said):
    with pytest.raises(BadInput, match=said):
        draft("place", cast.county_editor, after=a_place(cast.town, clinic) | changed)


@pytest.mark.parametrize("key", ["../../etc", "1 OR 1=1", "ABCDEFGH1\n", "x" * 200, "\x00"])
def test_a_guessed_key_is_no_key(cast, clinic, key):
    with pytest.raises(BadInput):
        draft("place", cast.county_editor, key, a_place(cast.town, clinic))


def test_a_noun_that_is_none_is_refused(cast):
    with pytest.raises(BadInput, match="没有这一类"):
        draft("user", cast.county_editor, after={})


def test_the_same_record_twice_in_one_set_is_refused(cast, clinic):
    made = draft("place", cast.county_editor, after=a_place(cast.town, clinic))
    key = made.rows.get().key
    twice = [Proposal(key=key, after=a_place(cast.town, clinic))] * 2
    with pytest.raises(BadInput, match="两次"):
        draft_rows("place", cast.county_editor, twice)


def test_a_point_survives_to_the_last_bit():
    canonical = NOUNS["place"].canonical({"location": POINT})
    assert NOUNS["place"].canonical(canonical) == canonical


def test_a_plain_point_is_taken_as_geos_would_write_it_and_no_other_form_is(cast):
    value = next(value for value in NOUNS["place"].values if value.name == "location")
    written = bytes(POINT.hexewkb).decode()
    assert value.canonical(written) == value.canonical(POINT) == value.canonical(written.lower()) == written
    for wrong in (
        Point(float("nan"), 1, srid=4490), Point(200, 37, srid=4490), Point(118, 37, srid=4326), Point(118, 37, 5, srid=4490),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            value.canonical(bytes(wrong.hexewkb).decode())
