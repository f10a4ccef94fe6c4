"""/staff/zone-devices/: a screen breaks, is reported, works again; the public reads that it cannot be used, not why."""

import pytest

from layers.audit.models import AuditEntry
from layers.zones.models import Repair, ZoneDevice
from tests.harness.signing_in import sign_in
from tests.layers.zones.making import zone

pytestmark = pytest.mark.django_db
HERE = "/staff/zone-devices/"


@pytest.fixture
def screen(cast):
    return ZoneDevice.objects.create(zone=zone(cast.bureau, "县专区"), kind="touch_screen", name="立式")


def text(answer):
    return answer.content.decode()


def post(desk, screen, do, **given):
    return desk.post(f"{HERE}?zone={screen.zone.public_id}", {"device": screen.public_id, "do": do, **given})


def state(screen):
    return ZoneDevice.objects.get(pk=screen.pk).state


def test_from_the_fault_to_the_repair(desk, client, cast, screen):
    assert "没有坏着的设备" in text(desk.get(HERE))
    assert post(desk, screen, "report", fault="屏幕不亮").status_code == 302
    assert state(screen) == "broken"
    assert "屏幕不亮" in text(desk.get(HERE))
    public = text(client.get(screen.zone.get_absolute_url()))
    assert "暂时不能用" in public and "屏幕不亮" not in public
    assert post(desk, screen, "send").status_code == 302
    assert state(screen) == "in_repair"
    assert post(desk, screen, "finish", outcome="换了电源").status_code == 302
    repair = Repair.objects.get()
    assert (state(screen), repair.outcome, repair.reported_by) == ("working", "换了电源", cast.county_editor)
    assert AuditEntry.objects.filter(actor_id=cast.county_editor.pk, noun="zones_repair").exists()
    assert "暂时不能用" not in text(client.get(screen.zone.get_absolute_url()))


def test_one_that_is_not_used_any_more_may_come_back(desk, screen):
    assert post(desk, screen, "retire").status_code == 302
    assert state(screen) == "out_of_use"
    assert post(desk, screen, "bring_back").status_code == 302
    assert state(screen) == "working"


@pytest.mark.parametrize(
    ("do", "given", "words"),
    [
        ("report", {"fault": "  "}, "请写明什么毛病"),
        ("report", {"fault": "坏" * 201}, "最多 200 个字"),
        ("send", {}, "没有登记故障"),
        ("finish", {"outcome": "好了"}, "没有登记故障"),
        ("bring_back", {}, "没有停用"),
        ("", {}, "请点一个按钮"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(desk, screen, do, given, words):
    answer = post(desk, screen, do, **given)
    assert answer.status_code == 422 and words in text(answer)
    assert state(screen) == "working" and not Repair.objects.exists()


def test_the_devices_of_another_office_are_not_there(client, cast, screen):
    for person in (cast.neighbour_editor, cast.bureau_editor):
        desk = sign_in(client, person)
        assert screen.zone.name not in text(desk.get(HERE))
        assert desk.get(f"{HERE}?zone={screen.zone.public_id}").status_code == 404
        assert desk.post(HERE, {"device": screen.public_id, "do": "report", "fault": "坏"}).status_code == 404
    assert state(screen) == "working"
