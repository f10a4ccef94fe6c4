"""The page of a large set: what the worker has in hand, how far it is, what came of it."""

import pytest
from django.test import Client

from layers.changes import passage
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.models import Passage
from layers.changes.passing import take
from tests.harness.signing_in import sign_in
from tests.layers.changes.making import a_place, now
from tests.layers.places.making import category

pytestmark = pytest.mark.django_db
ROWS = 3


@pytest.fixture
def made(cast, monkeypatch):
    monkeypatch.setattr(passage, "LARGE", ROWS - 1)
    clinic = category()
    rows = [Proposal(after=a_place(cast.town, clinic, name=f"卫生室{number}")) for number in range(ROWS)]
    return draft_rows("place", cast.county_editor, rows, kind="import", title="三个卫生室")


def do(client, made, what, **given):
    return client.post(
        f"/staff/changes/{made.public_id}/{what}", {"hash": made.content_hash, **given}, follow=True
    )


def test_a_large_set_goes_through_review_publication_and_undo_with_its_progress_on_the_page(cast, made):
    editor, reviewer, publisher = (
        sign_in(Client(), user) for user in (cast.county_editor, cast.county_reviewer, cast.county_publisher)
    )
    progress = f"/staff/changes/{made.public_id}/progress"
    assert editor.get(progress).json() == {"waiting": False}
    said = do(editor, made, "submit").content.decode()
    assert "已交给后台提交" in said and "正在后台提交" in said and "共 3 条" in said
    assert 'name="decision"' not in said and "提交审核</button>" not in said
    Passage.objects.update(rows=1)
    assert editor.get(progress).json() == {"waiting": True, "rows": 1, "percent": 33}
    assert "正在提交，33%" in editor.get("/staff/").content.decode()
    take(made.pk)
    do(reviewer, made, "sign", step="review", decision="pass")
    said = do(publisher, made, "sign", step="publish", decision="pass").content.decode()
    assert "已交给后台发布" in said and 'name="decision"' not in said
    again = do(publisher, made, "sign", step="publish", decision="pass")
    assert again.status_code == 409 and "正在发布" in again.content.decode()
    take(made.pk)
    page = publisher.get(f"/staff/changes/{made.public_id}/").content.decode()
    assert "已发布" in page and "正在后台" not in page
    assert "已交给后台起草撤销" in do(editor, made, "undo").content.decode()
    take(made.pk)
    page = editor.get(f"/staff/changes/{made.public_id}/").content.decode()
    assert f'撤销已起草：<a href="{now(made).undone_by.get().get_absolute_url()}">' in page


def test_what_the_worker_could_not_do_is_said_on_the_page_and_at_home(cast, made):
    editor = sign_in(Client(), cast.county_editor)
    do(editor, made, "submit")
    Passage.objects.update(attempts=2)
    take(made.pk)
    for address in (f"/staff/changes/{made.public_id}/", "/staff/"):
        assert "提交未成：后台两次都没有办完" in editor.get(address).content.decode()
