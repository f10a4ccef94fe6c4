"""What is somebody's own: ciphertext at rest, masked on the screen, read in full with a reason, erased for good."""

import datetime as dt
import gzip
import uuid
from dataclasses import dataclass

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from geo.errors import BadInput
from layers.audit.acting import acting
from layers.audit.models import AuditEntry
from layers.personal.backup import expire, export, restore
from layers.personal.cipher import Unreadable
from layers.personal.keys import SEARCH_KEY, Erased, erase, rotate
from layers.personal.models import PersonalHash, PersonalKey, StaffContact
from layers.personal.reading import ERASED, UNREADABLE, NobodyActs, masked, unmask
from layers.personal.search import with_exact
from layers.staff.models import User
from tests.layers.places.making import tree

pytestmark = pytest.mark.django_db

MOBILE = "13812345678"
ANOTHER = "another-master-key-of-64-letters-0123456789-ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True)
class Paths:
    region_paths: tuple[str, ...]


@pytest.fixture
def li():
    """The clerk Li, with a mobile number, acting for the village for the length of the test."""
    village = tree()["village"]
    user = User.objects.create(username="li", display_name="李伟")
    with acting(user, scope=Paths((village.path,))):
        yield StaffContact.objects.create(user=user, region=village, mobile=MOBILE)


def stored(row: StaffContact) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM personal_staffcontact WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def fresh(row: StaffContact) -> StaffContact:
    return StaffContact.objects.get(pk=row.pk)


def test_the_table_holds_ciphertext_and_so_does_the_row_once_saved(li) -> None:
    assert MOBILE.encode() not in stored(li) and bytes(li.mobile) == stored(li)
    assert MOBILE not in str(vars(fresh(li)))
    first = stored(li)
    li.mobile = MOBILE
    li.save()
    assert stored(li) != first and unmask(li, "mobile", reason="核对号码") == MOBILE


def test_lists_show_it_masked_and_a_reason_opens_it_and_is_kept(li) -> None:
    row = fresh(li)
    assert masked(row, "mobile") == "138****5678"
    assert unmask(row, "mobile", reason=" 通知值班 ") == MOBILE
    entry = AuditEntry.objects.filter(action="unmask").get()
    assert (entry.actor_name, entry.noun, entry.keys) == ("李伟", "personal_staffcontact", [str(li.pk)])
    assert entry.detail == {"column": "mobile", "reason": "通知值班"}


@pytest.mark.parametrize("reason", ["", "  ", "看", "因" * 201])
def test_without_a_reason_nothing_opens(li, reason) -> None:
    with pytest.raises(BadInput, match="须写明原因"):
        unmask(li, "mobile", reason=reason)
    assert not AuditEntry.objects.filter(action="unmask").exists()


def test_the_trail_holds_no_part_of_it(li) -> None:
    li.mobile = "13900001111"
    li.save()
    unmask(li, "mobile", reason="核对号码")
    assert AuditEntry.objects.filter(noun="personal_staffcontact").count() >= 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditentry e WHERE e::text ~ '1390000|1381234|0001111'")
        assert cursor.fetchone()[0] == 0


def test_a_ciphertext_moved_to_another_row_does_not_open(li) -> None:
    other = StaffContact.objects.create(
        user=User.objects.create(username="wang"), region=li.region, mobile="13900001111"
    )
    StaffContact.objects.filter(pk=other.pk).update(mobile=bytes(li.mobile))
    assert masked(fresh(other), "mobile") == UNREADABLE
    with pytest.raises(Unreadable):
        unmask(fresh(other), "mobile", reason="核对号码")
    StaffContact.objects.filter(pk=li.pk).update(mobile=stored(li)[:-1] + b"x")
    assert masked(fresh(li), "mobile") == UNREADABLE


def test_an_erased_key_takes_its_data_from_every_copy(li) -> None:
    copied = stored(li)
    erase(li.personal_key_id, reason="本人要求")
    erase(li.personal_key_id, reason="再次")
    row = fresh(li)
    row.mobile = copied  # a backup of the rows
    assert masked(row, "mobile") == ERASED
    with pytest.raises(Erased):
        unmask(row, "mobile", reason="核对号码")
    assert not PersonalHash.objects.filter(key=li.personal_key_id).exists()
    assert AuditEntry.objects.filter(action="erase").get().detail["reason"] == "本人要求"
    row.mobile = "13900001111"
    with pytest.raises(Erased):
        row.save()


def test_deleting_a_row_erases_its_key(li) -> None:
    key = li.personal_key_id
    StaffContact.objects.filter(pk=li.pk).delete()
    assert PersonalKey.objects.get(pk=key).erased_at is not None


def test_it_is_found_exactly_and_only_exactly(li) -> None:
    rows = StaffContact.objects.all()
    assert list(with_exact(rows, "mobile", "１３８12345678 ")) == [li]
    assert not with_exact(rows, "mobile", "1381234567").exists()
    li.mobile = "13900001111"
    li.save()
    assert not with_exact(rows, "mobile", MOBILE).exists()
    li.mobile = ""
    li.save()
    assert not PersonalHash.objects.filter(key=li.personal_key_id).exists() and masked(li, "mobile") == ""


def test_a_text_never_reaches_a_filter_or_a_bulk_update(li) -> None:
    for attempt in (
        lambda: StaffContact.objects.filter(mobile=MOBILE),
        lambda: StaffContact.objects.update(mobile=MOBILE),
    ):
        with pytest.raises(TypeError, match="its row's own key"):
            attempt()


def test_bulk_create_encrypts_each_under_its_own_key(li) -> None:
    users = User.objects.bulk_create(User(username=f"u{number}") for number in range(3))
    rows = StaffContact.objects.bulk_create(
        StaffContact(user=user, region=li.region, mobile=MOBILE) for user in users
    )
    assert len({stored(row) for row in rows}) == 3
    assert {masked(fresh(row), "mobile") for row in rows} == {"138****5678"}


def test_a_new_master_key_wraps_all_and_the_old_one_may_be_forgotten(li, settings) -> None:
    before, old = stored(li), settings.PERSONAL_KEYS
    settings.PERSONAL_KEYS = [ANOTHER]
    with pytest.raises(CommandError, match="没有做任何改动"):
        call_command("personal_keys", "rotate")
    settings.PERSONAL_KEYS = [ANOTHER, *old]
    assert rotate() == PersonalKey.objects.count() and rotate() == 0
    settings.PERSONAL_KEYS = [ANOTHER]
    assert unmask(fresh(li), "mobile", reason="核对号码") == MOBILE and stored(li) == before
    assert list(with_exact(StaffContact.objects.all(), "mobile", MOBILE)) == [li]


@pytest.mark.parametrize("keys", [[], ["short"], ["a" * 64], [ANOTHER, "short"]])
def test_without_a_good_master_key_nothing_is_written(li, settings, keys) -> None:
    settings.PERSONAL_KEYS = keys
    li.mobile = MOBILE
    with pytest.raises(ImproperlyConfigured):
        li.save()


def test_keys_come_back_from_their_backup_and_erased_ones_do_not(li, tmp_path) -> None:
    gone = StaffContact.objects.create(
        user=User.objects.create(username="wang"), region=li.region, mobile=MOBILE
    )
    file = export(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert MOBILE not in gzip.decompress(file.read_bytes()).decode()
    erase(gone.personal_key_id, reason="本人要求")
    PersonalHash.objects.all().delete()
    PersonalKey.objects.filter(erased_at__isnull=True)._raw_delete("default")
    assert masked(fresh(li), "mobile") == UNREADABLE
    assert restore(file) == 2  # Li's own and the one of the search
    assert masked(fresh(li), "mobile") == "138****5678" and masked(fresh(gone), "mobile") == ERASED
    assert list(with_exact(StaffContact.objects.all(), "mobile", MOBILE)) == [li]
    assert restore(file) == 0
    file.write_bytes(file.read_bytes()[:-12])
    with pytest.raises(BadInput, match="不是完整的密钥备份"):
        restore(file)


def test_a_backup_of_keys_is_deleted_when_its_days_are_over(li, tmp_path, settings) -> None:
    file = export(tmp_path)
    today = dt.date.fromisoformat(file.name[14:24])
    days = dt.timedelta(days=settings.PERSONAL_KEY_BACKUP_DAYS)
    assert expire(tmp_path, today + days) == []
    assert expire(tmp_path, today + days + dt.timedelta(days=1)) == [file] and not file.exists()


def test_the_search_key_is_no_record_s(li) -> None:
    with pytest.raises(ValueError, match="no record"):
        erase(SEARCH_KEY, reason="本人要求")
    with pytest.raises(PersonalKey.DoesNotExist):
        erase(uuid.uuid4(), reason="本人要求")


def test_nobody_reads_without_acting_and_nobody_writes_into_another_region() -> None:
    places = tree()
    user = User.objects.create(username="li")
    contact = StaffContact(user=user, region=places["village"], mobile=MOBILE)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        contact.save()
    with acting(user, scope=Paths((places["county"].path,))):
        contact.pk = None
        contact.save()
        assert StaffContact.objects.count() == 1
        row = fresh(contact)
    assert StaffContact.objects.count() == 0
    with pytest.raises(NobodyActs):
        unmask(row, "mobile", reason="核对号码")
    with acting(user):  # without a scope
        assert StaffContact.objects.count() == 0
    with acting(user, scope=Paths(("9/9/", ""))):
        assert StaffContact.objects.count() == 0
        assert StaffContact.objects.filter(pk=row.pk).delete()[0] == 0
