"""A dataset from a file: tried out by default, handed in for review with ``--submit --as``, never released.

The JSON of ``--report json`` is one object: status, rows, mapping, unread, crs, crs_reason, candidates, counts, problems,
change_set. A command of one dataset is three lines.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.db import transaction

from geo.errors import BadInput
from importers.batch_report import as_json
from importers.check import check
from importers.choices import Choices, Mode
from importers.command import Exit, ImportCommand
from importers.dataset import dataset_of
from importers.findings import Findings
from importers.handed import HandedFile
from importers.handing_in import hand_in
from importers.models import Batch
from importers.run import arrange, key_of, run_check, submit
from importers.source import opened
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.staff.models import User
from layers.time_limits import without_time_limits

EXITS = {"ok": Exit.OK, "warning": Exit.WARNING, "refused": Exit.REFUSED}
MARKS = {"error": "✗", "question": "？", "warning": "！"}
ENCODINGS = ("utf-8", "gb18030", "big5hkscs")


class DatasetCommand(ImportCommand):
    """``dataset`` is its name in importers.dataset."""

    submits = True
    dataset = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--crs", default="", help="坐标系：EPSG 编号，或 gcj02、bd09")
        parser.add_argument("--swap", action="store_true", help="对调两列坐标（X/Y 颠倒的文件）")
        parser.add_argument("--encoding", default="", choices=ENCODINGS, help="文件的编码；不写则自动判定")
        parser.add_argument("--layer", default="", help="几个图层时读哪一个")
        parser.add_argument("--mapping", default="", metavar="JSON", help='字段对照，如 {"name": "单位名称"}')
        parser.add_argument(
            "--fixed", default="", metavar="JSON", help='整份都一样的字段，如 {"category": "药店"}'
        )
        parser.add_argument(
            "--mode", default=Mode.UPDATE.value, choices=Mode.values, help="只追加、新增和更新、整体替换"
        )
        parser.add_argument("--region", default="", help="整体替换哪个区划的；也是没有写区划的行所在的区划")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        user = self._user(options["user"])
        try:
            choices = self._choices(options)
        except (BadInput, ValueError, TypeError) as problem:
            self.stop(Exit.USAGE, f"选项不正确：{getattr(problem, 'message', problem)}")
        if not path.is_file():
            self.stop(Exit.NO_FILE, f"没有这个文件：{path}")
        try:
            report = (
                self._submitted(path, choices, user, options)
                if options["submit"] and user
                else _tried(self.dataset, path, choices, user)
            )
        except (BadInput, NotSeen, Refused, Conflict) as problem:
            report = refusal(problem.message)
        self.answer(options, EXITS[report["status"]], report, as_text(report, path.name))

    def _user(self, name: str | None) -> User | None:
        if name is None:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            self.stop(Exit.USAGE, f"没有这个账号，或已停用：{name}")
        return user

    @staticmethod
    def _choices(options: dict[str, Any]) -> Choices:
        given = {name: options[name] for name in ("crs", "swap", "encoding", "layer", "mode", "region")}
        for name in ("mapping", "fixed"):
            if options[name]:
                given[name] = json.loads(options[name])
        return Choices.of(given)

    def _submitted(self, path: Path, choices: Choices, user: User, options: dict[str, Any]) -> dict[str, Any]:
        """The same file, read the same way by the same person a second time, is what is in review already."""
        with path.open("rb") as content:
            batch = hand_in(user, self.dataset, [(path.name, content)])
        if batch.is_in_review and batch.idempotency_key == key_of(batch, choices):
            return as_json(batch)
        with transaction.atomic():
            arrange(batch, choices.as_json())
        run_check(batch.pk)
        batch = Batch.objects.select_related("change_set", "user").get(pk=batch.pk)
        if batch.change_set is None or batch.errors:
            return as_json(batch)
        batch.change_set = submit(
            batch, user, seen_hash=batch.change_set.content_hash, reason=options["reason"], at_once=True
        )
        return as_json(batch)


def _tried(dataset: str, path: Path, choices: Choices, user: User | None) -> dict[str, Any]:
    """Nothing of it stays."""
    with transaction.atomic():
        without_time_limits()
        with opened(HandedFile(path.name, path), choices) as source:
            found = check(dataset_of(dataset), source, choices, user=user, file_name=path.name, draft=False)
        transaction.set_rollback(True)
    return of_findings(found)


def of_findings(found: Findings) -> dict[str, Any]:
    decision = found.decision.as_json() if found.decision else {}
    return {
        "status": found.status, "rows": found.rows, "rows_per_second": found.rows_per_second, "mapping": found.mapping,
        "unread": found.unread, "notes": found.notes, "crs": decision.get("crs"), "crs_reason": decision.get("reason", ""),
        "candidates": decision.get("candidates", []), "counts": dict(found.counts),
        "problems": [problem.as_json() for problem in found.problems], "change_set": None,
    }  # fmt: skip


def refusal(message: str) -> dict[str, Any]:
    problem = {
        "row": None,
        "column": "",
        "value": "",
        "code": "refused",
        "severity": "error",
        "reason": message,
        "suggestion": "",
    }
    return {
        "status": "refused", "rows": 0, "rows_per_second": 0, "mapping": {}, "unread": [], "notes": [], "crs": None,
        "crs_reason": "", "candidates": [], "counts": {}, "problems": [problem], "change_set": None,
    }  # fmt: skip


def as_text(report: dict[str, Any], name: str) -> str:
    from importers.preview import STATUSES

    status = {"ok": "通过", "warning": "通过，有提醒", "refused": "不能导入"}[report["status"]]
    counts = "，".join(
        f"{title} {report['counts'][key]}" for key, title in STATUSES.items() if report["counts"].get(key)
    )
    lines = [f"《{name}》{status}：读到 {report['rows']} 行{'；' + counts if counts else ''}"]
    if report["crs"]:
        lines.append(f"坐标系 {report['crs']}：{report['crs_reason']}")
    if report["unread"]:
        lines.append(f"没有读取的列：{'、'.join(report['unread'])}")
    lines += report["notes"]
    for one in report["problems"]:
        where = f"第 {one['row']} 行 " if one["row"] else ""
        advice = f"（{one['suggestion']}）" if one["suggestion"] else ""
        lines.append(f"{MARKS[one['severity']]} {where}{one['column']}：{one['reason']}{advice}")
    if report["change_set"]:
        lines.append(f"已提交审核：变更 {report['change_set']}")
    return "\n".join(lines)
