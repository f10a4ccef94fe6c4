"""One past day of the audit trail, as a file."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.audit.export import write_day


class Command(BaseCommand):
    help = "把一天的审计记录连同封存散列写成 audit-日期.jsonl.gz；任务进程每夜自动写到 var/audit"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(write_day(options["day"], options["folder"])))
        except BadInput as problem:
            raise CommandError(problem.message) from None
