from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.maps.folium_map import export


class Command(BaseCommand):
    help = "把一个图层或一个征地案件导出为一个独立的网页地图文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help="图层（regions、places、parcels、cases）或征地案件编号")
        parser.add_argument("--out", required=True, type=Path, help="写到哪个文件")

    def handle(self, *args: Any, what: str, out: Path, **options: Any) -> None:
        try:
            out.write_text(export(what).html, encoding="utf-8")
        except (BadInput, OSError) as error:
            raise CommandError(str(getattr(error, "message", error))) from None
        self.stdout.write(str(out))
