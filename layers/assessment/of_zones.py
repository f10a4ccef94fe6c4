"""What is counted of the 专区: its lines of the 六统一, and the time in which its terminals were on."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone

from layers.assessment.counted import Asked, Row
from layers.devices.models import Kiosk
from layers.usage.models import UsageCount, What
from layers.zones.conformity import conformities, standards
from layers.zones.models import Zone

# A hall is open eight hours of a working day, and a terminal says every five minutes that it is there.
BEATS_OF_A_DAY = 8 * 12


def conformity(asked: Asked) -> Iterable[Row]:
    """One row a line of the 六统一."""
    zones = asked.scope.rows(Zone.objects.published().with_evidence().with_screens()).filter(
        region__path__startswith=asked.region.path
    )
    for one in conformities(zones.order_by("pk"), standards(), asked.today, asked.calendar):
        for line in one.lines:
            note = "；".join(line.missing) or line.evidence
            name = f"{one.zone.name} · {line.title}"
            address = f"/staff/zone-register/{one.zone.public_id}/"
            good = float(not line.missing)
            yield Row(
                one.zone.region.path, one.zone.organisation_id, one.zone.public_id, name, address, note, good
            )  # fmt: skip


def terminals(asked: Asked) -> Iterable[Row]:
    """A row a zone. It is asked for from the day on which its first terminal was put into service."""
    kiosks = asked.scope.rows(
        Kiosk.objects.filter(activated_at__isnull=False, revoked_at=None, zone__withdrawn_at=None),
        "zone__region__path",
        "zone__organisation_id",
    ).filter(zone__region__path__startswith=asked.region.path)
    days: Counter[int] = Counter()
    zones: dict[int, Zone] = {}
    for kiosk in kiosks.select_related("zone__region").defer(
        "zone__region__area", "zone__region__public_area"
    ):
        assert kiosk.activated_at is not None
        # The day on which it was set up is none that it can be on for from the morning.
        begins = max(asked.first - dt.timedelta(days=1), timezone.localdate(kiosk.activated_at))
        days[kiosk.zone_id] += max(0, asked.calendar.working_days_between(begins, asked.last, strict=False))
        zones[kiosk.zone_id] = kiosk.zone
    beats = dict(
        UsageCount.objects.filter(
            what=What.BEAT,
            day__range=(asked.first, asked.last),
            zone__in=[one.public_id for one in zones.values()],
        )
        .values_list("zone")
        .annotate(Sum("count"))
    )
    for key, zone in zones.items():
        wanted, came = days[key] * BEATS_OF_A_DAY, beats.get(zone.public_id, 0)
        if wanted:
            note = f"应报 {wanted} 次平安，报了 {came} 次"
            yield Row(
                zone.region.path, zone.organisation_id, zone.public_id, zone.name, "/staff/kiosks/", note,
                float(min(came, wanted)), float(wanted),
            )  # fmt: skip
