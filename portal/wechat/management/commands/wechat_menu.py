"""The menu of the 公众号: shows what would be sent, or sends it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.outbound import Unanswered, Unreachable
from layers.wechat.asking import NotUnderstood, Refused
from layers.wechat.credentials import call
from portal.wechat.menu import FILE, menu


class Command(BaseCommand):
    help = "推送公众号的自定义菜单（portal/wechat/menu.toml）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="另一个菜单文件")
        parser.add_argument("--show", action="store_true", help="只显示，不推送")

    def handle(self, *args: Any, file: Path, show: bool, **options: Any) -> None:
        if not settings.CITY.get("site", {}).get("url"):
            raise CommandError("城市文件 [site] url 还空着，菜单里的网址写不全")
        try:
            made = menu(file.read_text(encoding="utf-8"))
        except (OSError, BadInput) as problem:
            raise CommandError(
                problem.message if isinstance(problem, BadInput) else f"读不了 {file}"
            ) from None
        if show:
            self.stdout.write(json.dumps(made, ensure_ascii=False, indent=1))
            return
        if not settings.WECHAT_APP_ID:
            raise CommandError("没有设置公众号（CUNTU_WECHAT_APP_ID）")
        try:
            call("/cgi-bin/menu/create", made)
        except (Refused, NotUnderstood) as problem:
            raise CommandError(str(problem)) from None
        except (Unreachable, Unanswered) as problem:
            raise CommandError(f"微信服务器没有答复（{problem}）") from None
        self.stderr.write("✓ 菜单已推送，用户重新进入公众号后看到")
