"""The clerk of a village goes round the boards with a phone: what she may record, and what she is told instead."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from layers.audit.models import AuditEntry
from layers.documents import gates
from layers.documents.models import MediaFile, StoredFile
from layers.documents.store import open_stored
from layers.land.models import Posting
from tests.harness.cast import lend
from tests.harness.signing_in import sign_in
from tests.layers.documents.files import stores_in
from tests.layers.land.factories import case, village
from tests.portal.desk.photos import phone_photo

pytestmark = pytest.mark.django_db
HERE = "/staff/postings/"
D = dt.date


@pytest.fixture
def notice(cast, clock):
    """A pre-notice of 5 February 2024 in 东村 (the clerk's) and 西村, on that day."""
    clock.set("2024-02-05 09:00")
    west = village("西村村委会", "371625104202", cast.town)
    return case(
        cast.county,
        [cast.village, west],
        organisation=cast.bureau,
        stages={"PRE_NOTICE": D(2024, 2, 5)},
        published_at=dt.datetime(2024, 2, 5, tzinfo=dt.UTC),
    )


def entry(notice, kind, region):
    return f"{notice.stages.get().pk}-{kind}-{region.pk}"


def up(client, notice, kind, region, **given):
    sent = {"entry": entry(notice, kind, region), "do": "up", "place": "公示栏", "on": ""}
    return client.post(HERE, sent | given)


def shown(client):
    return [one.key for one in client.get(HERE).context["entries"]]


def test_a_clerk_sees_her_own_village_and_no_other(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    assert shown(clerk) == [entry(notice, kind, cast.village) for kind in ("group", "village", "site")]
    text = clerk.get(HERE).content.decode()
    assert "今天发的公告，今天就该贴出" in text
    assert "西村" not in text.replace(notice.name, "")


def test_the_town_sees_itself_and_its_villages_and_the_neighbour_nothing(client, cast, notice):
    assert len(shown(sign_in(client, cast.town_editor))) == 7
    assert shown(sign_in(client, cast.neighbour_editor)) == []


def test_one_tap_records_today_and_the_trail_names_who_did_it(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    assert up(clerk, notice, "village", cast.village).status_code == 302
    posting = Posting.objects.get()
    assert (posting.place_kind, posting.region, posting.place) == ("village", cast.village, "公示栏")
    assert (posting.posted_on, posting.person) == (D(2024, 2, 5), cast.village_clerk)
    written = AuditEntry.objects.get(noun="land_posting")
    assert (written.action, written.actor_name) == ("insert", str(cast.village_clerk))
    assert "公示栏" in clerk.get(HERE).content.decode()


@pytest.mark.parametrize(("kind", "where"), [("village", "west"), ("town", "town")])
def test_a_sibling_village_and_the_town_are_not_there_for_her_and_the_try_is_recorded(
    client, cast, notice, kind, where
):
    region = (
        notice.case_villages.exclude(village=cast.village).get().village if where == "west" else cast.town
    )
    clerk = sign_in(client, cast.village_clerk)
    assert up(clerk, notice, kind, region).status_code == 404
    assert not Posting.objects.exists()
    refusal = AuditEntry.objects.get(action="refusal")
    assert (refusal.actor_name, refusal.detail["path"]) == (str(cast.village_clerk), HERE)


def test_a_deputy_may_while_it_lasts_and_not_on_the_day_after(client, cast, notice, clock):
    lend(cast.village_clerk, cast.auditor, D(2024, 2, 1), D(2024, 2, 6))
    deputy = sign_in(client, cast.auditor)
    assert up(deputy, notice, "village", cast.village).status_code == 302
    clock.set("2024-02-07 09:00")
    assert up(sign_in(client, cast.auditor), notice, "group", cast.village).status_code == 404
    assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"on": "2024-02-06"}, "张贴日期不能晚于今天"),
        ({"on": "2024-02-04"}, "张贴日期不能早于公告日期 2024-02-05"),
        ({"on": "五号"}, "日期应写成 2024-03-04 的样子"),
        ({"place": "  "}, "请填写具体地点"),
        ({"place": "栏" * 81}, "具体地点最多 80 个字"),
        ({"note": "\0"}, "说明最多 200 个字"),
    ],
)
def test_what_cannot_be_is_refused_in_words_beside_what_was_typed(client, cast, notice, given, words):
    answer = up(sign_in(client, cast.village_clerk), notice, "village", cast.village, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Posting.objects.exists()


def test_a_second_tap_on_the_same_board_says_so(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    up(clerk, notice, "village", cast.village)
    answer = up(clerk, notice, "village", cast.village)
    assert (answer.status_code, Posting.objects.count()) == (422, 1)
    assert "“公示栏”已经登记过" in answer.content.decode()


def test_a_sheet_comes_down_the_day_after_the_period_and_no_earlier(client, cast, notice, clock):
    town = sign_in(client, cast.town_editor)
    west = notice.case_villages.exclude(village=cast.village).get().village
    boards = [("town", cast.town), ("village", cast.village), ("group", cast.village), ("village", west)]
    for kind, region in boards:
        up(town, notice, kind, region)
    posting = Posting.objects.get(place_kind="town")
    down = {"entry": entry(notice, "town", cast.town), "do": "down", "posting": posting.pk}
    clock.set("2024-02-26 09:00")
    town = sign_in(client, cast.town_editor)
    assert "公告期没有开始" in town.post(HERE, down).content.decode()
    # The last group on 7 February, entered late: ten working days over the festival end on the 27th.
    up(town, notice, "group", west, on="2024-02-07")
    answer = town.post(HERE, down)
    assert (answer.status_code, "最早 2024-02-28 可以取下" in answer.content.decode()) == (422, True)
    clock.set("2024-02-28 09:00")
    town = sign_in(client, cast.town_editor)
    assert town.post(HERE, down).status_code == 302
    posting.refresh_from_db()
    assert posting.removed_on == D(2024, 2, 28)


def test_a_village_records_each_of_its_groups(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    up(clerk, notice, "group", cast.village, place="一组")
    assert up(clerk, notice, "group", cast.village, place="二组").status_code == 302
    assert [one.place for one in Posting.objects.filter(place_kind="group")] == ["一组", "二组"]


def test_what_was_recorded_by_mistake_goes_and_stays_in_the_trail(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    up(clerk, notice, "village", cast.village)
    gone = {
        "entry": entry(notice, "village", cast.village),
        "do": "mistake",
        "posting": Posting.objects.get().pk,
    }
    assert clerk.post(HERE, gone).status_code == 302
    assert not Posting.objects.exists()
    assert list(AuditEntry.objects.filter(noun="land_posting").order_by("id").values_list("action", flat=True)) == [
        "insert", "delete",
    ]  # fmt: skip


def test_the_board_is_proposed_as_it_was_called_last_time(client, cast, notice):
    clerk = sign_in(client, cast.village_clerk)
    assert "东村村务公开栏" in clerk.get(HERE).content.decode()
    up(clerk, notice, "village", cast.village, place="供销社对面")
    case(cast.county, [cast.village], organisation=cast.bureau, stages={"PRE_NOTICE": D(2024, 2, 5)},
         published_at=dt.datetime(2024, 2, 5, tzinfo=dt.UTC))  # fmt: skip
    places = {one.place for one in clerk.get(HERE).context["entries"] if one.board.kind == "village"}
    assert places == {"供销社对面"}


def test_a_case_that_has_gone_on_or_ended_asks_for_nothing(client, cast, clock):
    clock.set("2024-05-06 09:00")
    given = {"organisation": cast.bureau, "published_at": dt.datetime(2024, 2, 5, tzinfo=dt.UTC)}
    case(
        cast.county, [cast.village], stages={"PLAN_NOTICE": D(2024, 3, 4), "SUBMIT": D(2024, 4, 20)}, **given
    )
    case(cast.county, [cast.village], stages={"PRE_NOTICE": (D(2024, 2, 5), D(2024, 3, 4))}, **given)
    case(cast.county, [cast.village], stages={"FINAL_NOTICE": D(2024, 3, 4)}, **given)
    case(cast.county, [cast.village], regime="R2_2004_2019", stages={"FIRST_NOTICE": D(2015, 3, 4)}, **given)
    assert shown(sign_in(client, cast.village_clerk)) == []


def photo():
    return SimpleUploadedFile("IMG_0001.jpg", phone_photo(), "image/jpeg")


@pytest.fixture
def checked(tmp_path, settings, monkeypatch):
    """Stores of its own, and somebody who looks for personal data and finds none."""
    stores_in(tmp_path, settings)
    gate = gates.Gate(gates.PERSONAL_DATA, lambda stored, name, version: None)
    monkeypatch.setitem(gates._gates, gates.PERSONAL_DATA, gate)
    return tmp_path


def test_of_a_photo_with_gps_nothing_of_the_place_is_kept(client, cast, notice, checked):
    clerk = sign_in(client, cast.village_clerk)
    assert up(clerk, notice, "village", cast.village, photo=photo()).status_code == 302
    media = Posting.objects.get().photo
    for stored in (media.file, media.original):
        with open_stored(stored) as content:
            assert dict(Image.open(content).getexif()) == {}
    assert StoredFile.objects.count() == 2
    assert all(b"Exif" not in path.read_bytes() for path in checked.rglob("*") if path.is_file())
    assert client.get(media.get_absolute_url()).status_code == 200


def test_a_photo_that_is_none_is_refused_and_the_posting_with_it(client, cast, notice, checked):
    page = SimpleUploadedFile("IMG.jpg", b"<!doctype html>", "image/jpeg")
    answer = up(sign_in(client, cast.village_clerk), notice, "village", cast.village, photo=page)
    assert (answer.status_code, Posting.objects.count(), MediaFile.objects.count()) == (422, 0, 0)
    assert "IMG.jpg" in answer.content.decode()


def test_without_the_personal_data_check_a_photo_waits_and_the_tap_does_not(
    client, cast, notice, checked, monkeypatch
):
    monkeypatch.delitem(gates._gates, gates.PERSONAL_DATA)
    clerk = sign_in(client, cast.village_clerk)
    assert up(clerk, notice, "village", cast.village, photo=photo()).status_code == 422
    assert up(clerk, notice, "village", cast.village).status_code == 302


def test_the_page_needs_few_queries_for_many_notices(client, cast, notice, django_assert_max_num_queries):
    for _ in range(6):
        case(cast.county, [cast.village], organisation=cast.bureau, stages={"PRE_NOTICE": D(2024, 2, 5)},
             published_at=dt.datetime(2024, 2, 5, tzinfo=dt.UTC))  # fmt: skip
    clerk = sign_in(client, cast.village_clerk)
    with django_assert_max_num_queries(14):
        assert len(shown(clerk)) == 21
