"""样表 of an item: handed in with its form, public with it beside the material that it is for, withdrawn with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from layers.changes.drafting import draft, draft_withdrawal
from layers.changes.review import release, sign, submit
from layers.services.models import ItemFile, Material
from tests.harness.posting import form_of
from tests.layers.changes.making import now, reviewed
from tests.layers.documents.files import pdf
from tests.layers.services.making import item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stores", "gate")]


@pytest.fixture
def found(cast):
    made = item(cast.bureau)
    Material.objects.create(item=made, name="申请表", sort_key=1)
    return made


def attached(desk, cast, found, **changed):
    """The draft of the item with a form as its last file."""
    made = draft("service_item", cast.county_editor, found.public_id)
    sent = SimpleUploadedFile("参保申请表.pdf", pdf("申请表"), "application/pdf")
    post(desk, made, do="attach", files=[sent])
    post(desk, made, **changed)
    return made


def post(desk, made, do="save", **changed):
    address = f"/staff/changes/{made.public_id}/edit/"
    answer = desk.post(address, form_of(desk.get(address)) | {"do": do} | changed)
    assert answer.status_code == 302, answer.content.decode()


def released(made, cast):
    done = submit(made.public_id, made.author, seen_hash=now(made).content_hash)
    sign(done.public_id, cast.county_reviewer, "review", seen_hash=done.content_hash)
    return release(done.public_id, cast.county_publisher, seen_hash=done.content_hash)


def page(client, found):
    return client.get(found.get_absolute_url()).content.decode()


def test_a_form_stands_beside_its_material_and_is_nobody_s_before(desk, client, cast, found):
    made = attached(desk, cast, found, **{"item_files-0-material": "申请表", "item_files-0-use": "filled"})
    (row,) = now(made).rows.get().after["item_files"]
    assert (row["use"], row["material"], row["version"]["title"]) == ("filled", "申请表", "参保申请表")
    assert "参保申请表" not in page(client, found)
    review = desk.get(now(made).get_absolute_url()).content.decode()
    assert "参保申请表" in review and "样表" in review
    released(made, cast)
    html = page(client, found)
    beside = html[html.index("<b>申请表</b>") :]
    assert "样表：参保申请表" in beside[: beside.index("</li></ul>")]
    assert client.get(f"/d/{row['document']}").status_code == 200


@pytest.mark.long
def test_a_form_of_no_material_of_the_item_is_listed_behind_them(desk, client, cast, found):
    released(attached(desk, cast, found, **{"item_files-0-material": "别的"}), cast)
    html = page(client, found)
    assert html.index("空白表：参保申请表") > html.index("<b>申请表</b>")


@pytest.mark.long
def test_a_list_that_names_other_materials_leaves_the_forms_alone(desk, client, cast, found):
    released(attached(desk, cast, found), cast)
    after = now(draft("service_item", cast.county_editor, found.public_id)).rows.get().after
    changed = draft(
        "service_item",
        cast.county_editor,
        found.public_id,
        after={**after, "materials": [{"name": "身份证"}]},
    )
    reviewed(changed, cast)
    assert "空白表：参保申请表" in page(client, found)


def test_the_forms_go_with_the_item(desk, client, cast, found):
    released(attached(desk, cast, found), cast)
    address = ItemFile.objects.get().document.get_absolute_url()
    assert client.get(address).status_code == 200
    reviewed(draft_withdrawal("service_item", cast.county_editor, found.public_id, "不再办理"), cast)
    answer = client.get(address)
    assert answer.status_code == 410 and "不再办理" in answer.content.decode()
