"""The demonstration data; only where the service runs as a demonstration."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from importers.samples.run import make_samples
from layers.samples import samples_present


class Command(BaseCommand):
    help = "生成示例数据(仅限演示模式);同一种子得到同样的数据"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--scale", type=float, default=1.0, help="数据量倍数;文件不随之增加")
        parser.add_argument("--if-empty", action="store_true", help="已有示例数据时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("示例数据只能装入演示模式(CUNTU_DEMO=1)")
        if samples_present():
            if options["if_empty"]:
                self.stderr.write("已有示例数据,不再生成")
                return
            raise CommandError("已有示例数据;先运行 ./manage.py drop_samples")
        started = time.monotonic()
        made = make_samples(options["seed"], options["scale"])
        self.stderr.write(f"示例数据:{made} {time.monotonic() - started:.1f} s")
