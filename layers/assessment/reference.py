"""The first version of the 考核办法, a proposal to be replaced by the city's own: no circular names these weights."""

import csv
import datetime as dt
from pathlib import Path

from django.db import transaction

from layers.assessment.models import Criterion, Formula

FILE = Path(__file__).parent / "reference/criteria.csv"
FIRST = 1
VALID_FROM = dt.date(2020, 1, 1)


@transaction.atomic
def load() -> None:
    """Only where there is none: what the city has set stays its own."""
    if Formula.objects.exists():
        return
    formula = Formula.objects.create(version=FIRST, valid_from=VALID_FROM, note="随系统提供的建议稿")
    with FILE.open(encoding="utf-8", newline="") as file:
        Criterion.objects.bulk_create(Criterion(formula=formula, **row) for row in csv.DictReader(file))
