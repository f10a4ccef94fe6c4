"""A device breaks, is reported for repair, works again: work records, written by one clerk alone with an entry in the
trail. They are no publication, so no change set carries them, and undoing one mends no device.

The caller has asked whether the clerk may, and wraps the call in ``layers.audit.acting``.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.zones.models import Repair, ZoneDevice

State = ZoneDevice.State
LONGEST = 200


@transaction.atomic
def report(device: ZoneDevice, fault: str, person: Any) -> Repair:
    """A fault is found. Raises BadInput."""
    if device.state == State.OUT_OF_USE:
        raise BadInput("do", f"{device}已经停用")
    repair = Repair(
        zone_id=device.zone_id, device=device, device_name=str(device), fault=_words("fault", "什么毛病", fault),
        reported_at=timezone.now(), reported_by=person,
    )  # fmt: skip
    try:
        with transaction.atomic():
            repair.save(force_insert=True)
    except IntegrityError:
        raise BadInput("do", f"{device}的故障已经登记过，还没有修好") from None
    _become(device, State.BROKEN)
    return repair


@transaction.atomic
def send(device: ZoneDevice) -> Repair:
    """Whoever repairs it has been told. Raises BadInput."""
    repair = _open(device)
    if repair.sent_at is not None:
        raise BadInput("do", f"{device}已经报修")
    repair.sent_at = timezone.now()
    repair.save(update_fields=["sent_at"])
    _become(device, State.IN_REPAIR)
    return repair


@transaction.atomic
def finish(device: ZoneDevice, outcome: str) -> Repair:
    """It works again; what mended itself was never sent. Raises BadInput."""
    repair = _open(device)
    repair.outcome = _words("outcome", "怎么修好的", outcome)
    repair.done_at = timezone.now()
    repair.save(update_fields=["outcome", "done_at"])
    _become(device, State.WORKING)
    return repair


@transaction.atomic
def retire(device: ZoneDevice) -> None:
    """It stands there and is not used any more. Raises BadInput."""
    if device.repairs.filter(done_at__isnull=True).exists():
        raise BadInput("do", f"{device}还在报修，修好或写明修不好以后再停用")
    _become(device, State.OUT_OF_USE)


@transaction.atomic
def bring_back(device: ZoneDevice) -> None:
    """Raises BadInput."""
    if device.state != State.OUT_OF_USE:
        raise BadInput("do", f"{device}没有停用")
    _become(device, State.WORKING)


def _open(device: ZoneDevice) -> Repair:
    repair = Repair.objects.select_for_update().filter(device=device, done_at__isnull=True).first()
    if repair is None:
        raise BadInput("do", f"{device}没有登记故障")
    return repair


def _become(device: ZoneDevice, state: str) -> None:
    device.state = state
    device.save(update_fields=["state"])


def _words(parameter: str, label: str, text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadInput(parameter, f"请写明{label}")
    if len(words) > LONGEST or "\0" in words:
        raise BadInput(parameter, f"{label}最多 {LONGEST} 个字")
    return words
