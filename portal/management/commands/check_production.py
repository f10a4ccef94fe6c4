"""May this service be shown to the public as the real one?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from layers.production import reasons_of_database, reasons_of_settings


class Command(BaseCommand):
    help = "检查能否正式上线；不能时列出全部原因，退出码 1"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--settings-only", action="store_true", help="只检查设置，不连接数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        reasons = reasons_of_settings()
        if not options["settings_only"]:
            try:
                reasons += reasons_of_database()
            except DatabaseError as problem:
                reasons.append(f"数据库没有回答：{str(problem).splitlines()[0]}")
        if reasons:
            raise CommandError(
                "\n".join(["不能作为正式服务启动：", *(f"  ✗ {reason}" for reason in reasons)])
            )
        self.stderr.write("✓ 可以作为正式服务启动")
