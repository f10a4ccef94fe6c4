"""Old, exported entries leave the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.audit.removal import remove_old


class Command(BaseCommand):
    help = "移出超过在线保存期（AUDIT_KEEP_MONTHS，至少6个月）并已导出的审计记录；用数据库所有者登录"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--exports", type=Path, metavar="DIR", default=settings.AUDIT_EXPORTS, help="每日导出所在的文件夹"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stderr.write(f"移出 {remove_old(options['exports'])} 条")
        except BadInput as problem:
            raise CommandError(problem.message) from None
