"""The road datasets that are there, what each lacks for the public, and which is in use: ``--activate ID`` swaps."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from layers.roads.models import RoadDataset
from layers.roads.storing import activate


class Command(BaseCommand):
    help = "列出道路数据集和在用的是哪一个；--activate 编号 换用另一个（也可以换回原来的），网站不停"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--activate", type=int, metavar="编号", help="换用这个数据集")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["activate"] is not None:
            chosen = RoadDataset.objects.filter(pk=options["activate"]).first()
            if chosen is None:
                raise CommandError(f"没有编号为 {options['activate']} 的道路数据集")
            activate(chosen)
        datasets = list(RoadDataset.objects.all())
        for dataset in datasets:
            self.stdout.write(
                f"{dataset.pk}  {dataset.get_state_display()}  {dataset}  {dataset.get_source_display()}  "
                f"{dataset.imported_at:%Y-%m-%d} 导入  路段 {dataset.edge_count}，{dataset.part_count} 部分"
            )
            for reason in dataset.lacks(dt.date.today()):
                self.stdout.write(f"    ！ 不能向公众提供路线：{reason}")
        if not datasets:
            self.stdout.write("还没有道路数据集；用 ./manage.py import_roads 导入")
