"""``manage.py import_calendar FILE.csv --year 2027 …``: the whole year or nothing, all faults at once."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.timezone import localdate

from layers.workdays.calendar_file import CalendarFileError, decode, parse
from layers.workdays.models import CalendarDay, CalendarYear


class Command(BaseCommand):
    help = "导入一年的放假与调休安排（CSV，每日一行：date,kind,name 或 日期,类型,节日）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--year", type=int, required=True, help="年份")
        parser.add_argument("--source-title", required=True, help="国务院办公厅通知的标题")
        parser.add_argument("--source-url", required=True, help="通知的网址")
        parser.add_argument("--source-no", default="", help="文号，如 国办发明电〔2025〕7号")
        parser.add_argument("--replace", action="store_true", help="该年份已有日历时整年替换")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        year = CalendarYear(
            year=options["year"],
            source_title=options["source_title"].strip(),
            source_url=options["source_url"].strip(),
            source_no=options["source_no"].strip(),
            confirmed_on=localdate(),
        )
        try:
            year.clean_fields()
            days = parse(decode(file.read_bytes()), year.year)
            replace_year(year, days, replace)
        except OSError as error:
            raise CommandError(f"无法读取文件 {file}：{error.strerror}") from None
        except ValidationError as error:
            raise CommandError("；".join(_named(error))) from None
        except CalendarFileError as error:
            raise CommandError("\n".join(["未导入任何数据，请改正后重试：", *error.errors])) from None
        self.stdout.write(f"已导入 {year.year} 年：{_tally(days)}")


@transaction.atomic
def replace_year(year: CalendarYear, days: list[CalendarDay], replace: bool) -> None:
    """Stores the year with exactly these days. Raises CommandError when it is there already."""
    present = CalendarYear.objects.select_for_update().filter(pk=year.pk).exists()
    if present and not replace:
        raise CommandError(f"{year.year} 年已有日历，如需整年替换请加 --replace")
    year.save()
    CalendarDay.objects.filter(year=year).delete()
    CalendarDay.objects.bulk_create(days)


def _named(error: ValidationError) -> list[str]:
    names = {"year": "--year", "source_title": "--source-title", "source_url": "--source-url"}
    return [
        f"{names.get(field, field)}：{'、'.join(messages)}" for field, messages in error.message_dict.items()
    ]


def _tally(days: list[CalendarDay]) -> str:
    makeup = sum(day.kind == CalendarDay.Kind.MAKEUP for day in days)
    return f"放假 {len(days) - makeup} 天，调休上班 {makeup} 天"
