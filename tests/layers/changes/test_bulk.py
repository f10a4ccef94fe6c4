"""Sets of very many records: their hash, their bound, and what is refused of them because it would hold all in memory."""

import hashlib

import pytest

from geo.errors import BadInput
from layers.changes import bulk, drafting
from layers.changes.bulk import draft_many
from layers.changes.drafting import Proposal, put_row, schedule
from layers.changes.errors import Refused
from layers.changes.handing import hand_over
from layers.changes.hashing import Digests, set_hash
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json
from tests.layers.changes.making import a_place

MANY = 10_001


def digest_of(number):
    return hashlib.sha256(str(number).encode()).hexdigest()


@pytest.mark.parametrize("count", [0, 1, 5_000, MANY])
def test_the_hash_of_a_set_is_that_of_its_whole_json_in_the_order_of_the_rows(count):
    kept = Digests()
    for number in [*range(1, count, 2), *range(0, count, 2)]:
        kept.add(number, digest_of(number))
    whole = canonical_json(["place", [None, None], [digest_of(number) for number in range(count)]])
    assert len(kept) == count
    assert set_hash(ChangeSet(noun="place"), kept.in_order()) == hashlib.sha256(whole).hexdigest()


def drafted(cast, clinic, count):
    rows = [[Proposal(after=a_place(cast.town, clinic, name=f"卫生室{number}"))] for number in range(count)]
    return draft_many("place", cast.county_editor, rows, title="卫生室")


@pytest.mark.django_db
def test_a_set_over_the_bound_is_refused_with_how_to_split_it_and_leaves_nothing(cast, clinic, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 2)
    assert drafted(cast, clinic, 2).row_count == 2
    with pytest.raises(BadInput, match="按乡镇或类目分成几个文件，分别提交"):
        drafted(cast, clinic, 3)
    assert ChangeSet.objects.count() == 1


@pytest.mark.django_db
def test_a_set_that_is_too_large_for_memory_is_neither_edited_nor_timed_nor_handed_over(
    cast, clinic, monkeypatch
):
    made = drafted(cast, clinic, 3)
    row = made.rows.first()
    monkeypatch.setattr(drafting, "MOST_ROWS", 2)
    seen = {"seen_hash": made.content_hash}
    for step in (
        lambda: put_row(made.public_id, cast.county_editor, row.key, row.after, **seen),
        lambda: schedule(made.public_id, cast.county_editor, **seen),
        lambda: hand_over(made.public_id, cast.county_editor, cast.city_editor, **seen),
    ):
        with pytest.raises(Refused, match="分成几个文件重新导入"):
            step()
    made.refresh_from_db()
    assert (made.content_hash, made.rows.count()) == (seen["seen_hash"], 3)
