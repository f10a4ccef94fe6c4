"""A zip of the files of land cases with an index, tried out; with ``--submit --as`` they are put into drafts, for her
who submits them at her desk. Never released.
"""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from importers.bundle.handing_in import Bundle, hand_in_bundle
from importers.command import Exit, ImportCommand
from importers.report import Problem
from layers.staff.models import User

EXITS = {"ok": Exit.OK, "warning": Exit.WARNING, "refused": Exit.REFUSED}
WORDS = {"ok": "通过", "warning": "通过，有文件还不能公布", "refused": "不能导入"}


class Command(ImportCommand):
    help = "检查案件文件的压缩包和索引表，一次列出全部问题；加 --submit --as 放进各案件的草稿，从不发布"
    submits = True
    dataset = "documents"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--index", type=Path, metavar="XLSX", help="索引表；不写就是压缩包里唯一的表格")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"] or "", is_active=True).first()
        if user is None:
            self.stop(Exit.USAGE, "要写 --as：以哪个账号检查、放进谁的草稿；账号要在用")
        for path in filter(None, (options["file"], options["index"])):
            if not path.is_file():
                self.stop(Exit.NO_FILE, f"没有这个文件：{path}")
        with ExitStack() as stack:
            content = stack.enter_context(options["file"].open("rb"))
            index = None
            if options["index"]:
                index = stack.enter_context(options["index"].open("rb")), options["index"].name
            try:
                found = hand_in_bundle(
                    content, options["file"].name, index, user, is_trial=not options["submit"]
                )
            except BadInput as problem:
                found = Bundle(problems=[Problem(None, "", "", problem.message, code="refused")])
        report = found.as_json()
        self.answer(options, EXITS[report["status"]], report, as_text(report, options["file"].name))


def as_text(report: dict[str, Any], name: str) -> str:
    lines = [f"《{name}》{WORDS[report['status']]}：{report['files']} 个文件，索引 {report['rows']} 行"]
    for one in report["problems"]:
        where = f"第 {one['row']} 行 " if one["row"] else ""
        advice = f"（{one['suggestion']}）" if one["suggestion"] else ""
        lines.append(f"✗ {where}{one['column']}：{one['reason']}{advice}")
    lines += [f"！ 第 {one['row']} 行 {one['file']}：{one['said']}" for one in report["gates"]]
    if report["left_aside"]:
        lines.append(f"没有读取：{'、'.join(report['left_aside'])}")
    if report["drafts"]:
        lines.append(f"已放进草稿，请在工作台核对后提交：{'、'.join(report['drafts'])}")
    return "\n".join(lines)
