"""The shipped sections and classes (see reference/README.md)."""

import csv
from pathlib import Path
from typing import Any

from django.db import models

from layers.policies.models import PolicyClass, PolicySection

FOLDER = Path(__file__).parent / "reference"


def load() -> None:
    """Adds what is not there yet and touches no other row."""
    _add(PolicySection, "sections.csv")
    _add(PolicyClass, "classes.csv", lambda row: row | {"is_confirmed": row["is_confirmed"] == "1"})


def _add(model: type[models.Model], name: str, read: Any = lambda row: row) -> None:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        model._default_manager.bulk_create(
            [model(**read(row)) for row in csv.DictReader(file)], ignore_conflicts=True
        )
