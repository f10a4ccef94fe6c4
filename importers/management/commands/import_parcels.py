"""A 勘测定界 coordinate TXT, checked. The JSON of ``--report json`` is a contract: docs/import-parcels.md."""

from argparse import ArgumentParser
from typing import Any

from geo.errors import BadInput
from importers.command import Exit, ImportCommand
from importers.formats.coordinate_txt.reading import MOST_BYTES, read_file
from importers.formats.coordinate_txt.report import as_json, as_text
from importers.formats.coordinate_txt.survey import Status
from importers.text_encoding import ENCODINGS
from layers.area import city_box

EXITS = {Status.OK: Exit.OK, Status.WARNING: Exit.WARNING, Status.REFUSED: Exit.REFUSED}


class Command(ImportCommand):
    help = "检查勘测定界坐标文件（TXT）：编码、坐标系、地块、面积，一次列出全部问题；不保存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--crs", type=int, metavar="EPSG", help="文件没有写明时的坐标系编号，如 4527、4548"
        )
        parser.add_argument("--encoding", choices=ENCODINGS, help="文件的编码；不写则自动判定")

    def handle(self, *args: Any, **options: Any) -> None:
        content, box = self.read(options["file"], MOST_BYTES), city_box()
        try:
            survey = read_file(content, crs=options["crs"], encoding=options["encoding"], box=box)
        except BadInput as problem:
            self.stop(Exit.USAGE, f"--crs：{problem.message}")
        self.answer(options, EXITS[survey.status], as_json(survey), as_text(survey, options["file"].name))
