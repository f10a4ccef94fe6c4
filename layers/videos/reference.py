"""The shipped categories (see reference/README.md)."""

import csv
from pathlib import Path

from layers.videos.models import VideoCategory

CATEGORIES = Path(__file__).parent / "reference/categories.csv"


def load() -> None:
    """Adds what is not there yet and touches no other row."""
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        VideoCategory.objects.bulk_create(
            [VideoCategory(**row) for row in csv.DictReader(file)], ignore_conflicts=True
        )
