"""manage.py pack_county: the map and the records of a county in one signed file (portal/kiosk/packing.py)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import BadInput
from layers.regions.models import Level, Region
from portal.kiosk.packing import pack


class Command(BaseCommand):
    help = "把一个县市区的瓦片和触摸屏资料打成一个带日期和签名的 zip，供没有网络的机器使用"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("county", help="县市区的 12 位区划代码")
        parser.add_argument("target", type=Path, help="写到哪个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        county = Region.objects.published().filter(code=options["county"], level=Level.COUNTY).first()
        if county is None:
            raise CommandError("没有这个县市区")
        try:
            count = pack(county, options["target"])
        except BadInput as fault:
            raise CommandError(str(fault)) from None
        size = options["target"].stat().st_size / 1e6
        self.stdout.write(f"{county.name}：{count} 个文件，{size:.1f} MB，写到 {options['target']}")
