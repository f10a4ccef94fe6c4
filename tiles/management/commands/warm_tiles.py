"""manage.py warm_tiles: makes the tiles of the city or of a county, so that the first visitor does not wait and the map
goes on while the database is away."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from geo.bbox import BBox
from geo.errors import BadInput
from layers.area import city_box
from layers.catalog import LAYERS
from layers.reads import reading_publicly
from layers.regions.models import Region
from tiles.address import parse_layers
from tiles.levels import DEEPEST
from tiles.warming import warm


class Command(BaseCommand):
    help = "生成全市或一个县市区的瓦片；已有的逐个核对，损坏的重新生成"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--layers", action="append", help="一组图层，用英文逗号隔开；可重复；不写为每个图层各一组"
        )
        parser.add_argument("--within", default="", help="县市区的 12 位区划代码；不写为全市")
        parser.add_argument("--deepest", type=int, default=DEEPEST, help=f"做到第几级，最多 {DEEPEST}")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["deepest"] <= DEEPEST:
            raise CommandError(f"--deepest 应在 0 与 {DEEPEST} 之间")
        try:
            sets = [parse_layers(names) for names in options["layers"] or LAYERS]
        except (BadInput, Http404) as fault:
            raise CommandError(str(fault)) from None
        box = _box(options["within"])
        with reading_publicly():
            for layers in sets:
                title = "、".join(layer.title for layer in layers)
                for level in warm(layers, box, options["deepest"]):
                    self.stdout.write(
                        f"{title} 第 {level.zoom} 级：{level.tiles} 个瓦片，{level.filled} 个有内容"
                    )


def _box(within: str) -> BBox:
    if not within:
        return city_box()
    region = Region.objects.published().filter(code=within).only("area").first()
    if region is None or region.area is None:
        raise CommandError("没有这个区划代码，或它没有范围")
    return BBox(*region.area.extent)
