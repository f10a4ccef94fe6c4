"""What a zone of each level should have, as shipped: sizes from the pilot's circular, devices a proposal to be edited."""

import csv
from pathlib import Path

from django.db import transaction

from layers.zones.models import StandardDevice, ZoneStandard

FILE = Path(__file__).parent / "reference/standards.csv"


@transaction.atomic
def load() -> None:
    """Adds the levels that are not there yet and touches no other: what staff have changed stays theirs."""
    present = set(ZoneStandard.objects.values_list("level", flat=True))
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["level"]) in present:
                continue
            standard = ZoneStandard.objects.create(
                level=int(row["level"]),
                name=row["name"],
                least_area_m2=row["least_area_m2"] or None,
                functions=row["functions"].split(),
            )
            pairs = (pair.split(":") for pair in row["devices"].split())
            StandardDevice.objects.bulk_create(
                StandardDevice(standard=standard, kind=kind, count=int(count)) for kind, count in pairs
            )
