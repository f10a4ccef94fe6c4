"""Entries of what was made public before there was a ledger."""

from typing import Any

from django.core.management.base import BaseCommand

from layers.documents.ledgered import backfill


class Command(BaseCommand):
    help = "把账本启用之前公布和撤回的文件补录进账本，逐条标明“补录”；可以重复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"✓ 补录 {backfill()} 条")
