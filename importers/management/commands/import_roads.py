"""道路数据 from a file: an OSM extract (PBF), or the survey's roads as lines. Tried out unless ``--save`` is said."""

import datetime as dt
import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from geo.bbox import BBox
from geo.errors import BadInput
from importers.command import Exit, ImportCommand
from importers.handed import HandedFile
from importers.roads.reading import read
from layers.area import city_box
from layers.roads.models import RoadDataset
from layers.roads.storing import activate, store
from layers.time_limits import without_time_limits


class Command(ImportCommand):
    dataset = "roads"
    help = (
        "检查道路数据文件（OSM 的 .pbf，或测绘单位提供的线状 Shapefile、GeoPackage），报告路段和互不相连的部分；"
        "加 --save 保存，再加 --activate 启用。编制单位、资质、审图号、有效期写全了，路线才能向公众开放"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--save", action="store_true", help="保存为新的道路数据集")
        parser.add_argument("--activate", action="store_true", help="保存并启用，替换在用的数据集")
        parser.add_argument("--name", default="", help="数据集的名称；不写则用文件名")
        parser.add_argument("--producer", default="", help="编制单位")
        parser.add_argument("--qualification", default="", help="测绘资质证书的等级和编号")
        parser.add_argument("--approval-no", default="", help="审图号")
        parser.add_argument("--licence", default="", help="使用许可")
        parser.add_argument("--expires-on", default="", metavar="YYYY-MM-DD", help="审图号有效期至")
        parser.add_argument("--crs", default="", help="坐标系的 EPSG 编号；文件没有写明时要写")
        parser.add_argument(
            "--bbox", default="", metavar="西,南,东,北", help="只导入伸进这个范围的道路（度）"
        )
        parser.add_argument("--city", action="store_true", help="只导入伸进本市范围的道路（城市文件的 area）")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            self.stop(Exit.NO_FILE, f"没有这个文件：{path}")
        dataset = self._dataset(path, options)
        try:
            with transaction.atomic():
                without_time_limits()
                roads, notes, dataset.source, licence = read(
                    HandedFile(path.name, path), options["crs"], box=box_of(options)
                )
                dataset.licence = dataset.licence or licence
                store(dataset, roads, notes)
                if options["activate"]:
                    activate(dataset)
                elif not options["save"]:
                    transaction.set_rollback(True)
        except BadInput as problem:
            report: dict[str, Any] = {"status": "refused", "problems": [problem.message]}
            self.answer(options, Exit.REFUSED, report, f"《{path.name}》不能导入：{problem.message}")
            return
        lacks = dataset.lacks(dt.date.today())
        report = {
            "status": "warning" if notes or lacks else "ok", "edges": dataset.edge_count, "parts": dataset.part_count,
            "isolated_m": dataset.report["isolated_m"], "forbidden": len(roads.forbidden), "notes": notes, "lacks": lacks,
            "dataset": dataset.pk if options["save"] or options["activate"] else None, "problems": [],
        }  # fmt: skip
        self.answer(options, Exit.WARNING if notes or lacks else Exit.OK, report, as_text(dataset, report))

    def _dataset(self, path: Path, options: dict[str, Any]) -> RoadDataset:
        try:
            expires_on = dt.date.fromisoformat(options["expires_on"]) if options["expires_on"] else None
        except ValueError:
            self.stop(Exit.USAGE, "--expires-on 应写作 2028-11-30 的样子")
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        given = {name: options[name] for name in ("producer", "qualification", "approval_no", "licence")}
        return RoadDataset(
            name=options["name"] or path.name[:80],
            file_name=path.name,
            sha256=sha256,
            expires_on=expires_on,
            **given,
        )


def box_of(options: dict[str, Any]) -> BBox | None:
    """Raises BadInput for a box that is none."""
    if options["bbox"]:
        return BBox.parse(options["bbox"])
    return city_box() if options["city"] else None


def as_text(dataset: RoadDataset, report: dict[str, Any]) -> str:
    apart = dataset.part_count - 1
    lines = [
        f"《{dataset.file_name}》读到路段 {dataset.edge_count} 条，转向限制 {report['forbidden']} 条；"
        + (
            f"另有 {apart} 部分共 {report['isolated_m'] / 1000:.1f} 公里与主路网不相连，走不到"
            if apart
            else "全部相连"
        )
    ]
    lines += [f"！ {note}" for note in report["notes"]]
    lines += [f"！ 不能向公众提供路线：{reason}" for reason in report["lacks"]]
    state = f"已保存：数据集 {report['dataset']}，{dataset.get_state_display()}"
    lines.append(state if report["dataset"] else "只作检查，没有保存；加 --save 保存，--activate 启用")
    return "\n".join(lines)
