"""The box of the city file, enforced by the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.area import city_box, install
from layers.regions.load import refuse_another_city


class Command(BaseCommand):
    help = "把城市文件中的范围（area）设为数据库约束；可重复执行，已有数据在范围之外时拒绝"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refuse_another_city()
            installed = install(city_box())
        except BadInput as problem:
            raise CommandError(problem.message) from None
        self.stderr.write(f"范围约束已就绪，更新 {len(installed)} 个" if installed else "范围约束未变")
