"""The button that hands a draft over, and the list of what a closed account left behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from layers.audit.models import AuditEntry
from layers.changes.drafting import draft
from layers.staff.models import User
from tests.harness.questions import questions
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import a_place, now
from tests.layers.changes.test_handing import colleague
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast):
    return draft("place", cast.county_editor, after=a_place(cast.town, category()))


def hand_over(client, made, to):
    return client.post(made.get_absolute_url() + "hand-over", {"hash": made.content_hash, "to": to})


def test_the_author_chooses_among_those_who_may_take_it(cast, made, client):
    second = colleague(cast)
    desk = sign_in(client, cast.county_editor)
    assert f"{made.get_absolute_url()}hand-over" in desk.get(made.get_absolute_url()).content.decode()
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(made.get_absolute_url() + "hand-over").content.decode()
    assert len(questions(asked)) <= 12, questions(asked)
    assert 'value="second-editor"' in page and 'value="bureau-editor"' not in page
    assert hand_over(desk, made, "nobody").status_code == 400
    assert hand_over(desk, made, "bureau-editor").status_code == 400
    assert hand_over(desk, made, "second-editor").status_code == 302
    assert now(made).author == second
    assert "hand-over" not in desk.get(made.get_absolute_url()).content.decode()
    assert desk.get(made.get_absolute_url() + "hand-over").status_code == 403
    assert hand_over(desk, made, "county-editor").status_code == 403
    assert AuditEntry.objects.filter(refused=True, action="refusal").exists()


def test_the_publisher_finds_what_a_closed_account_left_behind(cast, made, client):
    colleague(cast)
    desk = sign_in(client, cast.county_publisher)
    assert "起草人已停用" not in desk.get("/staff/").content.decode()
    User.objects.filter(pk=cast.county_editor.pk).update(is_active=False)
    with CaptureQueriesContext(connection) as asked:
        page = desk.get("/staff/").content.decode()
    assert len(questions(asked)) <= 12, questions(asked)
    assert "起草人已停用，请移交" in page and made.get_absolute_url() in page
    assert hand_over(desk, made, "second-editor").status_code == 302
    stranger = sign_in(client, cast.neighbour_publisher)
    assert stranger.get(made.get_absolute_url()).status_code == 404
    # Before what her form lacks.
    assert hand_over(stranger, made, "").status_code == 404
