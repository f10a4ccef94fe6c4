"""A 勘测定界 coordinate TXT, checked; with ``--submit --as --case`` its parcels are given to a case, for review.

The JSON of ``--dry-run --report json`` is a contract: docs/import-parcels.md. A submission adds three keys to it.
"""

from argparse import ArgumentParser
from typing import Any

from geo.errors import BadInput
from importers.command import Exit, ImportCommand
from importers.formats.coordinate_txt.reading import MOST_BYTES, read_file
from importers.formats.coordinate_txt.report import as_json, as_text
from importers.formats.coordinate_txt.survey import Status, Survey
from importers.parcels.handing_in import submit_survey
from importers.text_encoding import ENCODINGS, decode
from layers.area import city_box
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.public_ids import parse_public_id
from layers.staff.models import User

EXITS = {Status.OK: Exit.OK, Status.WARNING: Exit.WARNING, Status.REFUSED: Exit.REFUSED}


class Command(ImportCommand):
    help = (
        "检查勘测定界坐标文件（TXT），一次列出全部问题；加 --submit --as --case 给案件加上这些地块，提交审核"
    )
    submits = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--crs", type=int, metavar="EPSG", help="文件没有写明时的坐标系编号，如 4527、4548"
        )
        parser.add_argument("--encoding", choices=ENCODINGS, help="文件的编码；不写则自动判定")
        parser.add_argument(
            "--case", metavar="PUBLIC_ID", help="这些地块属于哪件征地（9 位编号）；与 --submit 同用"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        case, user = self._whose(options)
        content, box = self.read(options["file"], MOST_BYTES), city_box()
        try:
            survey = read_file(content, crs=options["crs"], encoding=options["encoding"], box=box)
        except BadInput as problem:
            self.stop(Exit.USAGE, f"--crs：{problem.message}")
        report, text = as_json(survey), as_text(survey, options["file"].name)
        status = EXITS[survey.status]
        if user is not None:
            made = (options["file"].name, content, survey, case, user, options["reason"])
            status, report, text = _submitted(*made, report, text)
        self.answer(options, status, report, text)

    def _whose(self, options: dict[str, Any]) -> tuple[str, User | None]:
        if bool(options["case"]) != options["submit"]:
            self.stop(Exit.USAGE, "--submit 与 --case 要一起写：给哪件征地加上这些地块")
        if not options["submit"]:
            return "", None
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            self.stop(Exit.USAGE, f"没有这个账号，或已停用：{options['user']}")
        try:
            return parse_public_id(options["case"], "case"), user
        except BadInput as problem:
            self.stop(Exit.USAGE, f"--case：{problem.message}")


def _submitted(
    name: str,
    content: bytes,
    survey: Survey,
    case: str,
    user: User,
    reason: str,
    report: dict[str, Any],
    text: str,
) -> tuple[Exit, dict[str, Any], str]:
    """``refusal`` is why a sound file could not be handed in, "" when it was or needed not be."""
    added: dict[str, Any] = {"change_set": None, "remarks": [], "refusal": ""}
    if survey.is_refused or survey.encoding is None:
        return Exit.REFUSED, report | added, text
    whole = decode(content, survey.encoding).text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        made, remarks = submit_survey(user, case, survey, whole, name, reason)
    except (BadInput, NotSeen, Refused, Conflict) as problem:
        told = f"没有提交：{problem.message}"
        return (
            Exit.REFUSED,
            report | added | {"status": "refused", "refusal": problem.message},
            f"{text}\n{told}",
        )
    added |= {"change_set": made and made.public_id, "remarks": [one.as_json() for one in remarks]}
    lines = [text, *(f"！ {one.message}" for one in remarks)]
    lines.append(f"已提交审核：变更 {made.public_id}" if made else "案件里已经是这样，没有要提交的")
    status = Exit.WARNING if remarks or survey.status is Status.WARNING else Exit.OK
    report |= added | {"status": "warning" if status is Exit.WARNING else "ok"}
    return status, report, "\n".join(lines)
