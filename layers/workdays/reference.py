"""The shipped calendars, 2004 on: reference/years.csv and one file a year (see reference/README.md)."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from layers.workdays.calendar_file import parse
from layers.workdays.models import CalendarDay, CalendarYear

FOLDER = Path(__file__).parent / "reference"


@transaction.atomic
def load() -> None:
    """Adds the years that are not there yet and touches no other: what staff have corrected stays theirs."""
    present = set(CalendarYear.objects.values_list("year", flat=True))
    for year in shipped_years():
        if year.year not in present:
            text = (FOLDER / f"{year.year}.csv").read_text(encoding="utf-8")
            year.save(force_insert=True)
            CalendarDay.objects.bulk_create(parse(text, year.year))


def shipped_years() -> list[CalendarYear]:
    """Unsaved years with their sources."""
    with (FOLDER / "years.csv").open(encoding="utf-8", newline="") as file:
        return [
            CalendarYear(
                year=int(row["year"]),
                source_title=row["source_title"],
                source_no=row["source_no"],
                source_url=row["source_url"],
                confirmed_on=date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None,
                note=row["note"],
            )
            for row in csv.DictReader(file)
        ]
