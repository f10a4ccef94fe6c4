"""The commands that read a file of staff: what other programs may rely on is their exit status and one JSON object."""

import io
import json
import sys
import traceback
from argparse import ArgumentParser
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser


class Exit(IntEnum):
    """Of every import command; 64 and 70 are those of sysexits.h."""

    OK = 0
    WARNING = 1
    REFUSED = 2
    NO_FILE = 3
    USAGE = 64
    DEFECT = 70


class ImportCommand(BaseCommand):
    """Tries the file out and changes nothing. With ``--report json`` stdout has one JSON object, refused or not.

    When there is no such file, the usage is wrong or the program fails, stdout is empty and stderr says why.
    """

    # A trial needs no tables, and what the checks of other apps say would stand before its answer.
    requires_system_checks: list[str] = []
    # Whether the command can hand its file in for review; none of them ever releases.
    submits = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="要检查的文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存（默认就是这样）")
        parser.add_argument("--report", choices=["json"], help="以 JSON 输出报告，默认是中文文字")
        parser.add_argument("--submit", action="store_true", help="检查无误后提交审核；要同时写 --as")
        parser.add_argument("--as", dest="user", metavar="USER", help="以哪个账号检查、提交")
        parser.add_argument(
            "--reason", default="", help="声明面积与坐标面积不符仍要提交的理由；与 --submit 同用"
        )

    def run_from_argv(self, argv: list[str]) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Chinese must come out whole, whatever the locale of the machine is.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        self._called_from_command_line = True  # so that the parser says how, and raises nothing
        self._check_usage(self.create_parser(argv[0], argv[1]), argv[2:])
        try:
            super().run_from_argv(argv)
        except Exception:
            traceback.print_exc()
            self.stop(Exit.DEFECT, "程序出错，没有得出结论；请把上面的内容交给维护人员")

    def _check_usage(self, parser: CommandParser, arguments: list[str]) -> None:
        """argparse ends with 2, which here means that a file was refused."""
        try:
            options = parser.parse_args(arguments)
        except SystemExit as ended:
            raise SystemExit(Exit.USAGE if ended.code else Exit.OK) from None
        if options.submit and not options.user:
            self.stop(Exit.USAGE, "--submit 要同时写 --as：以哪个账号提交")
        if options.submit and options.dry_run:
            self.stop(Exit.USAGE, "--dry-run 与 --submit 只能写一个")
        if (options.submit or options.user) and not self.submits:
            self.stop(Exit.USAGE, "还不能从命令行提交审核（--submit、--as）；请在工作台提交，这里只做检查")

    def read(self, path: Path, most_bytes: int) -> bytes:
        """The file, of which one byte more than ``most_bytes`` is enough to refuse it. Ends with 3 when there is none."""
        try:
            # A pipe or a device would never end.
            if not path.is_file():
                self.stop(Exit.NO_FILE, f"没有这个文件：{path}")
            with path.open("rb") as content:
                return content.read(most_bytes + 1)
        except (OSError, ValueError) as problem:
            self.stop(Exit.NO_FILE, f"文件打不开：{path}（{problem}）")

    def answer(self, options: dict[str, Any], status: Exit, report: dict[str, Any], text: str) -> None:
        """``report`` is the JSON object, ``text`` the same for people."""
        if options["report"] == "json":
            text = json.dumps(report, ensure_ascii=False, allow_nan=False)
        self.stdout.write(text)
        if status is not Exit.OK:
            sys.exit(status)

    def stop(self, status: Exit, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(status)
