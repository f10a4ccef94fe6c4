"""The shipped themes (see reference/README.md)."""

import csv
from pathlib import Path

from layers.services.models import Theme

FILE = Path(__file__).parent / "reference/themes.csv"


def load() -> None:
    """Adds what is not there yet and touches no other row."""
    with FILE.open(encoding="utf-8", newline="") as file:
        Theme.objects.bulk_create((Theme(**row) for row in csv.DictReader(file)), ignore_conflicts=True)
