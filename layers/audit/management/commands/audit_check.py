"""Is the audit trail as it was sealed?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.audit.check import check_and_record
from layers.audit.seals import unsealed


class Command(BaseCommand):
    help = "重新计算审计记录的封存链；有改动、删除或插入时指出第一处，退出码 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exports", type=Path, metavar="DIR", help="同时与这个文件夹中的每日导出核对")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fault = check_and_record(options["exports"])
        except BadInput as problem:
            raise CommandError(f"✗ {problem.message}") from None
        if fault:
            raise CommandError(f"✗ {fault}")
        self.stderr.write(f"✓ 审计记录完好，待封存 {unsealed().count} 条")
