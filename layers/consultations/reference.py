"""The shipped kinds of questions (see reference/README.md)."""

import csv
from pathlib import Path

from layers.consultations.models import QuestionKind

FILE = Path(__file__).parent / "reference/kinds.csv"


def load() -> None:
    """Adds what is not there yet and touches no other row."""
    with FILE.open(encoding="utf-8", newline="") as file:
        QuestionKind.objects.bulk_create(
            [QuestionKind(**row) for row in csv.DictReader(file)], ignore_conflicts=True
        )
