"""The end of a demonstration: the samples go, what was entered stays."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.documents.sweep import sweep
from layers.sample_removal import drop_samples


class Command(BaseCommand):
    help = "删除全部示例数据及其文件；其余数据不动"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = drop_samples()
        except BadInput as problem:
            raise CommandError(problem.message) from None
        # Every file without a row is a sample's: nothing is handed in while this runs.
        files = sweep(timedelta(0))
        self.stderr.write(f"已删除示例数据 {removed} 条、文件 {files} 个")
