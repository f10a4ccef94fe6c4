"""公开目录: what is released of every noun stands in it with its facets and an index number for good; what is withdrawn
does not."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft, draft_rows
from layers.changes.reading import snapshot
from layers.documents.models import Document
from layers.documents.publish import add_version
from layers.land import reference as land
from layers.land.models import CaseDocument
from layers.search import index
from layers.search.models import IndexNumber, OpenCount, OpenEntry, SearchEntry
from layers.search.open_catalogue import Place, Wish, counts, page
from layers.search.opened import Genre, opened, theme_of
from layers.search.registry import Findable
from layers.search.tasks import sum_open_counts
from tests.harness.cast import make_cast
from tests.layers.benefits.making import benefit
from tests.layers.changes.making import released_case, reviewed
from tests.layers.channels.making import account, website
from tests.layers.documents.files import pdf
from tests.layers.foi.making import foi_answer, office
from tests.layers.land.factories import case
from tests.layers.local_modules.making import local_module
from tests.layers.places.making import place
from tests.layers.policies.making import policy, policy_class
from tests.layers.services.making import item
from tests.layers.videos.making import video
from tests.layers.zones.making import board, zone

pytestmark = pytest.mark.django_db
ENOUGH = dt.datetime(2026, 3, 10, 4, tzinfo=dt.UTC)


@pytest.fixture
def cast(db):
    return make_cast()


def published(cast, noun, made):
    """What a factory made, drafted anew as staff would, released, and its key."""
    after = snapshot(NOUNS[noun], made.public_id)
    type(made).objects.filter(pk=made.pk).delete()
    SearchEntry.objects.filter(key=made.public_id).delete()
    change_set = draft(noun, cast.county_editor, after=after)
    reviewed(change_set, cast)
    return change_set.rows.get().key


def found(**given):
    return [entry.entry.key for entry in page(Wish(**given), 100)[0]]


def test_one_of_each_noun_is_found_by_its_facets_as_soon_as_it_is_released(cast):
    bureau = cast.bureau
    with acting(cast.county_editor):
        made = {
            ("policy", "ZC", "labour", 2024): policy(
                bureau, classes=[policy_class()], issued_on="2024-01-05"
            ),
            ("service_item", "FW", "government", None): item(bureau),
            ("benefit", "HQ", "economy", None): benefit(bureau, rules=[("household", "is", "农村")]),
            ("official_account", "XM", "government", None): account(bureau),
            ("website", "WZ", "government", None): website(bureau),
            ("local_module", "TS", "government", None): local_module(cast.county, bureau),
            ("zone", "ZQ", "government", None): zone(bureau),
            ("board", "GL", "government", None): board(bureau),
            ("video", "SP", "government", None): video(bureau),
            ("place", "WD", "government", None): place("示例医院", cast.town, organisation=bureau),
            ("foi_office", "ZN", "government", None): office(bureau),
            ("foi_answer", "DF", "government", 2026): foi_answer(bureau, "东村公告"),
        }
    for (noun, genre, theme, year), thing in made.items():
        key = published(cast, noun, thing)
        entry = OpenEntry.objects.select_related("entry").get(entry__key=key)
        assert (entry.genre, entry.theme, entry.organisation) == (genre, theme, bureau), noun
        assert entry.year == (year or entry.published_at.year), noun
        assert entry.number == f"{bureau.public_id}/{genre}/{entry.published_at.year}-{key}"
        assert found(genre=genre, theme=theme, organisation=bureau, year=entry.year) == [key], noun
        assert found(words=(entry.entry.name[:4],), genre=genre) == [key], noun
    assert counts(Wish())[0] == len(made) == OpenEntry.objects.count()


def test_a_case_and_its_file_stand_there_under_the_organisation_of_the_case(cast):
    land.load()
    known = case(cast.county, [cast.village], organisation=cast.bureau, name="老批次")
    file = Document.objects.create(is_sample=True)
    add_version(
        file, pdf("征收土地预公告"), file_name="a.pdf", title="东村预公告", issued_on=dt.date(2023, 5, 4)
    )
    CaseDocument.objects.create(case=known, document=file, kind_id="pre_notice")
    after = {**snapshot(NOUNS["case"], known.public_id), "phone": "0000-1234567"}
    released_case(draft("case", cast.county_editor, known.public_id, after), cast)
    assert found(genre=Genre.CASE, theme="land", organisation=cast.bureau) == [known.public_id]
    assert found(genre=Genre.NOTICE, theme="land", organisation=cast.bureau, year=2023) == [file.public_id]


def test_what_is_withdrawn_leaves_the_catalogue_and_keeps_its_number_for_when_it_comes_back(cast):
    key = published(cast, "policy", policy(cast.bureau))
    number = OpenEntry.objects.get().number
    after = snapshot(NOUNS["policy"], key)
    gone = [Proposal(key, None, reason="登记有误")]
    reviewed(draft_rows("policy", cast.county_editor, gone), cast)
    assert not OpenEntry.objects.exists() and counts(Wish()) == (0, {name: {} for name in counts(Wish())[1]})
    assert IndexNumber.objects.get().number == number
    cast.bureau.uscc = "11371625MB0000001X"
    cast.bureau.save()
    reviewed(draft("policy", cast.county_editor, key, after | {"interprets": None}), cast)
    assert OpenEntry.objects.get().number == number


def test_the_database_refuses_another_number(cast):
    made = policy(cast.bureau)
    index.update("policy", [made])
    with pytest.raises(IntegrityError, match="given once"), transaction.atomic():
        IndexNumber.objects.update(number="x")


def things(cast, count, **given):
    """Entries of invented policies: every second of them a 解读, all public in the same moment."""
    made = []
    for number in range(count):
        genre = Genre.READING if number % 2 else Genre.POLICY
        row = SimpleNamespace(published_at=ENOUGH, is_sample=False)
        made.append(
            Findable(
                f"K{number:08d}", [f"第{number}号办法"], "/x", readings=[], body="补贴" if number < 3 else "",
                opened=opened(row, genre, cast.bureau, theme_of("policy"), **given),
            )
        )  # fmt: skip
    index.write("policy", made)


def test_pages_tell_each_once_though_all_became_public_in_one_moment(cast):
    things(cast, 23)
    seen, after = [], None
    numbers = list(OpenEntry.objects.order_by("-number").values_list("number", flat=True))
    while True:
        entries, after = page(Wish(), 5, after and Place.read(str(after)))
        seen += [entry.number for entry in entries]
        if after is None:
            break
    assert seen == numbers and len(set(seen)) == 23


def test_counts_of_a_facet_are_those_under_the_other_facets_and_the_night_changes_none(cast):
    things(cast, 7)
    index.remove("policy", ["K00000006"])
    for _ in range(2):
        total, by_facet = counts(Wish(genre=Genre.READING))
        assert total == 3 and by_facet["genre"] == {"ZC": 3, "JD": 3}
        assert by_facet["theme"] == {"government": 3} and by_facet["year"] == {2026: 3}
        total, by_facet = counts(Wish(words=("补贴",)))
        assert total == 3 and by_facet["genre"] == {"ZC": 2, "JD": 1}
        sum_open_counts(0)
    assert OpenCount.objects.count() == 2


def test_words_are_sought_together_in_names_and_in_the_text(cast):
    things(cast, 4)
    assert found(words=("补贴", "第2号")) == ["K00000002"]
    assert found(words=("补贴", "第3号")) == []


@pytest.mark.parametrize(
    "text", ["x", "2026-01-01_A", "2026-01-01T00:00:00+00:00", "_A", "2026-13-01T00:00:00+00:00_A"]
)
def test_a_place_in_the_list_that_is_none_is_refused(text):
    with pytest.raises(BadInput, match="翻页"):
        Place.read(text)


def test_what_was_public_before_there_was_a_catalogue_gets_its_line_once(cast):
    made = policy(cast.bureau)
    index.write("policy", [Findable(made.public_id, [made.title], "/x")])
    assert not OpenEntry.objects.exists()
    index.fill_catalogue()
    number = OpenEntry.objects.get().number
    assert index.fill_catalogue() == 0 and OpenEntry.objects.get().number == number
