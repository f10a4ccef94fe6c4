"""The keys of personal data: their backup, and a change of the master key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.personal.backup import export, restore
from layers.personal.cipher import Unreadable
from layers.personal.keys import rotate


class Command(BaseCommand):
    help = "个人信息密钥：export 备份（到期自动删除）、restore 恢复缺少的密钥、rotate 换成 CUNTU_PERSONAL_KEYS 的第一个主密钥"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("export").add_argument("folder", type=Path, metavar="DIR")
        actions.add_parser("restore").add_argument("file", type=Path, metavar="FILE")
        actions.add_parser("rotate")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "export":
                self.stdout.write(str(export(options["folder"])))
            elif options["action"] == "restore":
                self.stderr.write(f"恢复 {restore(options['file'])} 个密钥")
            else:
                self.stderr.write(f"换主密钥 {rotate()} 个")
        except (BadInput, ImproperlyConfigured) as problem:
            raise CommandError(getattr(problem, "message", str(problem))) from None
        except Unreadable as problem:
            raise CommandError(f"有密钥打不开，没有做任何改动：{problem}") from None
