"""Is the public ledger as it was written, and does it tell everything that was made public?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.documents.ledgered import first_fault
from layers.ledger.answers import parse_hash
from layers.ledger.append import head


class Command(BaseCommand):
    help = "重新计算公开文件账本；有改动、删除、截去或漏记时指出第一处，退出码 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root",
            action="append",
            default=[],
            metavar="HASH",
            help="纸上印的根值（64 位），可写多次，逐个核对",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fault = first_fault([parse_hash(root, "root") for root in options["root"]])
        except BadInput as problem:
            raise CommandError(f"✗ {problem.message}") from None
        if fault:
            raise CommandError(f"✗ {fault}")
        last = head()
        self.stdout.write(f"✓ 账本完好，共 {last.seq} 条，现值 {last.hash}")
