"""The units of the city: everything else hangs on them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from geo.errors import BadInput
from layers.regions.load import load_divisions
from layers.search.index import rebuild


class Command(BaseCommand):
    help = "装入本市区划(divisions.csv、zones.toml、readings.csv);可重复执行,已有的单位不动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="区划文件;默认用城市文件旁的 divisions.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if path is not None and not path.is_file():
            raise CommandError(f"没有这个文件:{path}")
        try:
            with transaction.atomic():
                loaded = load_divisions(path)
                if loaded.added:
                    rebuild(["region"])
        except BadInput as problem:
            raise CommandError(problem.message) from None
        self.stderr.write(
            f"区划共 {len(loaded.regions)} 个,新增 {loaded.added} 个(含开发区 {loaded.zones} 个)"
        )
