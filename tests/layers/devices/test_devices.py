"""A kiosk: a code that is typed once, a token that can be taken back, signs of life, and a zone's paper."""

import datetime as dt

import pytest
from django.utils import timezone

from geo.errors import BadInput
from layers.devices.identity import activate, known, make, renew, revoke
from layers.devices.models import Kiosk, Sign
from layers.devices.signs import beat, charge_pages, pages_left
from tests.harness.cast import make_cast
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(db):
    return zone(make_cast().bureau)


def test_a_code_makes_one_kiosk_of_one_browser_and_nothing_of_it_is_stored(hall):
    made, code = make(hall, "大厅东侧")
    kiosk, token = activate(code)
    assert kiosk == made and known(token) == made
    stored = " ".join(map(str, Kiosk.objects.values_list().get()))
    assert code not in stored and token not in stored
    with pytest.raises(BadInput, match="已经用过"):
        activate(code)


def test_a_code_may_be_typed_as_people_copy_it(hall):
    _, code = make(hall, "大厅东侧")
    typed = f" {code[:4]}-{code[4:8]} {code[8:]}".lower().replace("0", "o").replace("1", "l")
    assert activate(typed)[0].name == "大厅东侧"


def test_a_code_that_lay_about_for_an_hour_is_of_no_use(hall):
    made, code = make(hall, "大厅东侧")
    Kiosk.objects.filter(pk=made.pk).update(code_until=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(BadInput, match="已过期"):
        activate(code)


def test_a_code_is_not_a_token_and_a_token_is_not_a_code(hall):
    made, code = make(hall, "大厅东侧")
    assert known(code) is None
    _, token = activate(code)
    renew(made)
    with pytest.raises(BadInput):
        activate(token)


def test_a_token_ends_when_it_is_taken_back_renewed_or_its_zone_is_withdrawn(hall):
    made, code = make(hall, "大厅东侧")
    _, token = activate(code)
    revoke(made)
    assert known(token) is None and known("") is None
    made.refresh_from_db()
    kiosk, token = activate(renew(made))
    assert known(token) == kiosk
    hall.withdrawn_at, hall.withdrawal_reason = timezone.now(), "撤销"
    hall.save()
    assert known(token) is None
    with pytest.raises(BadInput, match="已撤回"):
        make(hall, "又一台")


def test_one_that_is_silent_for_more_than_a_quarter_of_an_hour_is_offline(hall):
    made, _ = make(hall, "大厅东侧")
    beat(made, version="Chromium/1", uptime_s=5, bundle_at=None)
    assert not Sign.objects.get().is_offline
    Sign.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=16))
    assert Sign.objects.get().is_offline
    beat(made, version="Chromium/1", uptime_s=9, bundle_at=None)
    assert Sign.objects.get().uptime_s == 9 and not Sign.objects.get().is_offline


def test_paper_is_counted_by_device_and_day_and_two_hundred_pages_are_refused(hall, settings):
    settings.KIOSK_PAGES_AT_ONCE, settings.KIOSK_PAGES_A_DAY = 10, 12
    made, _ = make(hall, "大厅东侧")
    other, _ = make(hall, "大厅西侧")
    with pytest.raises(BadInput, match="约 200 张，一次最多 10 张"):
        charge_pages(made, 200)
    assert charge_pages(made, 10) == 2
    with pytest.raises(BadInput, match="今天能打印的纸用完了"):
        charge_pages(made, 3)
    assert charge_pages(made, 2) == 0
    assert charge_pages(other, 1) == 11
    Sign.objects.update(printed_on=timezone.localdate() - dt.timedelta(days=1))
    assert pages_left(made) == 12 and charge_pages(made, 3) == 9
