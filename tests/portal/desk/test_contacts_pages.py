"""手机号 of the staff: one's own to keep, masked for others, in full with a reason and so many a day."""

import re

import pytest

from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.personal.models import PersonalKey, StaffContact
from layers.staff.models import Assignment
from layers.staff.scope import scope_of
from tests.harness.signing_in import sign_in

pytestmark = pytest.mark.django_db
MOBILE = "13812345678"
OWN, LIST = "/staff/account/contact/", "/staff/contacts/"


def kept(client, user, mobile=MOBILE):
    return sign_in(client, user).post(OWN, {"mobile": mobile})


def contact_of(user):
    with acting(user, scope=scope_of(user)):
        return StaffContact.objects.get(user=user)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_somebody_keeps_her_own_number_changes_it_and_has_it_erased(cast, client):
    assert kept(client, cast.county_editor, "138 1234-5678").status_code == 302
    assert "138****5678" in text_of(client.get(OWN)) and MOBILE not in client.get(OWN).content.decode()
    kept(client, cast.county_editor, "13900001111")
    assert "139****1111" in text_of(client.get(OWN))
    key = contact_of(cast.county_editor).personal_key_id
    kept(client, cast.county_editor, "")
    assert "没有登记" in text_of(client.get(OWN))
    assert PersonalKey.objects.get(pk=key).erased_at is not None


@pytest.mark.parametrize(
    "typed", ["12345", "23812345678", "1381234567x", "１３８１２３４５６７８", "0543-2180001", MOBILE + "9"]
)
def test_what_is_no_mobile_number_is_refused(cast, client, typed):
    answer = kept(client, cast.county_editor, typed)
    assert answer.status_code == 422 and "11 位手机号" in text_of(answer)


def test_who_has_no_post_keeps_none(cast, client):
    Assignment.objects.filter(user=cast.county_editor).delete()
    assert "没有任职" in text_of(kept(client, cast.county_editor))


def test_colleagues_of_the_region_see_it_masked_and_the_neighbour_not_at_all(cast, client):
    kept(client, cast.county_editor)
    for user in (cast.county_reviewer, cast.county_publisher, cast.city_editor, cast.security_administrator):
        page = sign_in(client, user).get(LIST).content.decode()
        assert "138****5678" in page and MOBILE not in page, user
    for user in (cast.neighbour_editor, cast.town_editor):
        assert "5678" not in sign_in(client, user).get(LIST).content.decode()
    assert sign_in(client, cast.system_administrator).get(LIST).status_code == 404


def test_it_is_read_in_full_with_a_reason_that_stands_in_the_trail(cast, client):
    kept(client, cast.county_editor)
    address = f"{LIST}{contact_of(cast.county_editor).pk}/unmask"
    desk = sign_in(client, cast.county_publisher)
    answer = desk.post(address, {"reason": " "})
    assert answer.status_code == 400 and "须写明原因" in text_of(answer) and MOBILE not in text_of(answer)
    answer = desk.post(address, {"reason": "预公告今天到期，催办"})
    assert answer.status_code == 200 and MOBILE in text_of(answer)
    entry = AuditEntry.objects.get(action="unmask")
    assert (entry.actor_id, entry.detail["reason"]) == (cast.county_publisher.pk, "预公告今天到期，催办")
    assert MOBILE not in desk.get(LIST).content.decode()
    for stranger in (cast.neighbour_publisher, cast.county_editor, cast.county_reviewer, cast.auditor):
        assert sign_in(client, stranger).post(address, {"reason": "看看"}).status_code == 404
    assert AuditEntry.objects.filter(action="unmask").count() == 1


def test_beyond_so_many_a_day_it_is_refused_and_recorded(cast, client, settings):
    settings.UNMASK_A_DAY = 2
    kept(client, cast.county_editor)
    address = f"{LIST}{contact_of(cast.county_editor).pk}/unmask"
    desk = sign_in(client, cast.county_publisher)
    for _ in range(2):
        assert MOBILE in text_of(desk.post(address, {"reason": "催办"}))
    answer = desk.post(address, {"reason": "催办"})
    assert answer.status_code == 403 and "到了每天的上限" in text_of(answer) and MOBILE not in text_of(answer)
    assert AuditEntry.objects.filter(
        action="refusal", refused=True, actor_id=cast.county_publisher.pk
    ).exists()
    assert AuditEntry.objects.filter(action="unmask").count() == 2
    assert MOBILE in text_of(sign_in(client, cast.security_administrator).post(address, {"reason": "值班"}))


def test_the_security_administrator_clears_what_a_leaver_left(cast, client):
    kept(client, cast.county_editor)
    address = f"{LIST}{contact_of(cast.county_editor).pk}/erase"
    assert sign_in(client, cast.county_publisher).post(address).status_code == 404
    assert sign_in(client, cast.security_administrator).post(address).status_code == 302
    assert "没有登记" in text_of(client.get(LIST))
    assert AuditEntry.objects.filter(action="erase_contact").exists()


def test_a_number_of_a_former_post_is_not_silently_doubled(cast, client):
    kept(client, cast.county_editor)
    Assignment.objects.filter(user=cast.county_editor).update(region=cast.neighbour)
    answer = kept(client, cast.county_editor, "13900001111")
    assert answer.status_code == 422 and "请安全管理员" in text_of(answer)
