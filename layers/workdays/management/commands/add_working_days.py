"""``manage.py add_working_days 2024-02-05 10`` prints 2024-02-23. The start day is not counted."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.workdays.calendar import add_working_days

USAGE = "用法：manage.py add_working_days 2024-02-05 10"


class Command(BaseCommand):
    help = "推算若干个工作日之后的日期（起始日不计入，调休上班日计入）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        # Counted here rather than by argparse, whose complaint is four English lines.
        parser.add_argument(
            "values", nargs="*", metavar="START N", help="起始日期与工作日数，如 2024-02-05 10"
        )

    def handle(self, *args: Any, values: list[str], **options: Any) -> None:
        if len(values) != 2:
            raise CommandError(f"应有两个参数：起始日期和工作日数。{USAGE}")
        try:
            self.stdout.write(add_working_days(_start(values[0]), _length(values[1])).isoformat())
        except BadInput as error:
            raise CommandError(error.message) from None


def _start(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"起始日期“{text[:20]}”无法识别。{USAGE}") from None


def _length(text: str) -> int:
    # Not int() alone: it takes "1_0" and, past 4300 digits, fails in English.
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise CommandError(f"工作日数“{text[:20]}”应为不小于 0 的整数。{USAGE}")
    return int(text)
