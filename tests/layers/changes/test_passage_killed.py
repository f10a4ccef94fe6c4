"""A worker is killed (SIGKILL) in the middle of a release: nothing of it is public, and the next one does it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from layers.failpoints import POINTS
from tests.importers.test_failpoints import OF_A_PASSAGE, manage
from tests.layers.changes.making import a_place, now

ROWS = 3
WORKER = ("procrastinate", "worker", "--one-shot", "--queues=changes")
SAMPLE = "passage.applied"


@pytest.fixture
def releasing(committed_database, monkeypatch):
    """A set of three places that its publisher has given to the worker; and the environment of a process."""
    from layers.changes import passage
    from layers.changes.drafting import Proposal, draft_rows
    from layers.changes.passing import take
    from layers.changes.review import release, sign, submit
    from tests.harness.cast import make_cast
    from tests.layers.places.making import category

    monkeypatch.setattr(passage, "LARGE", ROWS - 1)
    cast, clinic = make_cast(), category()
    rows = [Proposal(after=a_place(cast.town, clinic, name=f"卫生室{number}")) for number in range(ROWS)]
    made = draft_rows("place", cast.county_editor, rows, kind="import", title="三个卫生室")
    submit(made.public_id, cast.county_editor, seen_hash=made.content_hash)
    take(made.pk)
    sign(made.public_id, cast.county_reviewer, "review", seen_hash=made.content_hash)
    release(made.public_id, cast.county_publisher, seen_hash=made.content_hash)
    return made, committed_database.environment()


def revived():
    from layers.changes.models import Passage
    from layers.changes.tasks import revive

    Passage.objects.update(queued_at=timezone.now() - timedelta(minutes=5))
    revive(timestamp=0)


def public():
    from layers.changes.models import Signature
    from layers.places.models import Place

    return Place.objects.count(), Signature.objects.filter(step__role="publisher").count()


def killed_and_taken_up_again(releasing, point):
    made, environment = releasing
    manage(environment, *WORKER, killed_at=point)
    is_done = point == "passage.committed"
    assert now(made).state == ("released" if is_done else "releasing")
    assert public() == ((ROWS, 1) if is_done else (0, 0))
    revived()
    manage(environment, *WORKER)
    assert (now(made).state, now(made).passage.is_waiting) == ("released", False)
    assert public() == (ROWS, 1)


def test_a_release_whose_worker_was_killed_is_taken_up_again_and_happens_once(releasing):
    killed_and_taken_up_again(releasing, SAMPLE)


@pytest.mark.long
@pytest.mark.parametrize("point", [point for point in OF_A_PASSAGE if point != SAMPLE])
def test_a_release_whose_worker_was_killed_at_any_point_happens_once(releasing, point):
    assert point in POINTS
    killed_and_taken_up_again(releasing, point)


@pytest.mark.long
def test_a_release_that_ends_the_worker_twice_is_given_back_as_it_was(releasing):
    made, environment = releasing
    for _ in range(2):
        manage(environment, *WORKER, killed_at=SAMPLE)
        revived()
    manage(environment, *WORKER)
    assert (now(made).state, public()) == ("in_review", (0, 0))
    assert "两次" in now(made).passage.problem
