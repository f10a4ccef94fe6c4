"""Reference data that every city shares: calendars, procedures, categories. Idempotent; keeps what staff edited."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    help = "装入通用参考数据(工作日历、征地程序、网点类目);可重复执行,不覆盖人工修改"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = []
        with transaction.atomic():
            for config in apps.get_app_configs():
                if config.name.startswith("layers.") and find_spec(f"{config.name}.reference"):
                    import_module(f"{config.name}.reference").load()
                    loaded.append(str(config.verbose_name))
        self.stderr.write(f"参考数据已就绪:{'、'.join(loaded) or '无'}")
