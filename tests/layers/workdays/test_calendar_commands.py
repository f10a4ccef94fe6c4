from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from layers.workdays.calendar import add_working_days
from layers.workdays.models import CalendarDay, CalendarYear

SOURCE = {
    "source_title": "国务院办公厅关于2027年部分节假日安排的通知",
    "source_url": "https://www.gov.cn/2027",
}
GOOD = """date,kind,name
2027-01-01,HOLIDAY,元旦
2027-01-09,MAKEUP,元旦
2027-05-01,HOLIDAY,劳动节
2027-10-01,HOLIDAY,国庆节
"""


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def import_calendar(path, year=2027, **options):
    out = StringIO()
    call_command("import_calendar", str(path), year=year, stdout=out, **{**SOURCE, **options})
    return out.getvalue()


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "2027.csv"
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return path

    return write


def test_the_command_prints_the_date_and_nothing_else(calendars):
    assert run("add_working_days", "2024-02-05", "10") == "2024-02-23\n"


def test_a_year_without_a_calendar_is_the_reason_given(calendars):
    with pytest.raises(CommandError, match="2027年的工作日历尚未录入") as refused:
        run("add_working_days", "2026-12-25", "10")
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "应有两个参数"),
        (["2024-02-05"], "应有两个参数"),
        (["2024-02-05", "10", "3"], "应有两个参数"),
        (["2024-02-30", "10"], "起始日期“2024-02-30”无法识别"),
        (["明天", "10"], "起始日期“明天”无法识别"),
        (["2024-02-05", "-3"], "应为不小于 0 的整数"),
        (["2024-02-05", "1.5"], "应为不小于 0 的整数"),
        (["2024-02-05", "9" * 5000], "应为不小于 0 的整数"),
        (["2024-02-05", "99999"], "天数应为 0 至 3660 的整数"),
    ],
)
def test_wrong_arguments_are_answered_in_one_chinese_line(calendars, arguments, reason):
    with pytest.raises(CommandError, match=reason) as refused:
        run("add_working_days", *arguments)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 120


def test_an_imported_year_counts_and_keeps_its_source(calendars, csv_file):
    said = import_calendar(csv_file(GOOD), source_no="国办发明电〔2026〕9号")
    assert said == "已导入 2027 年：放假 3 天，调休上班 1 天\n"
    year = CalendarYear.objects.get(year=2027)
    assert (year.source_no, year.source_url) == ("国办发明电〔2026〕9号", "https://www.gov.cn/2027")
    assert add_working_days(date(2026, 12, 31), 6) == date(2027, 1, 9)


def test_a_spreadsheet_saved_in_chinese_is_read(calendars, csv_file):
    text = (
        "日期,类型,节日\r\n2027/1/1,放假,元旦\r\n2027/1/9,调休上班,元旦\r\n"
        "2027年5月1日,放假,劳动节\r\n2027-10-01,放假,国庆节\r\n,,\r\n"
    )
    import_calendar(csv_file(text, "gb18030"))
    assert list(CalendarDay.objects.filter(year=2027).values_list("date", "kind", "name")) == [
        (date(2027, 1, 1), "HOLIDAY", "元旦"),
        (date(2027, 1, 9), "MAKEUP", "元旦"),
        (date(2027, 5, 1), "HOLIDAY", "劳动节"),
        (date(2027, 10, 1), "HOLIDAY", "国庆节"),
    ]
    import_calendar(csv_file("\ufeff" + GOOD), replace=True)


def test_every_fault_is_reported_at_once_with_its_row_and_nothing_is_stored(calendars, csv_file):
    text = (
        "date,kind,name\n"
        "2027-01-01,HOLIDAY,元旦\n"
        "2027-02-30,HOLIDAY,春节\n"
        "2026-12-31,HOLIDAY,元旦\n"
        "2027-03-02,MAKEUP,春节\n"
        "2027-01-01,HOLIDAY,元旦\n"
        "2027-05-01,休息,\n"
        "2027-05-02\n"
    )
    with pytest.raises(CommandError) as refused:
        import_calendar(csv_file(text))
    assert str(refused.value).splitlines() == [
        "未导入任何数据，请改正后重试：",
        "第 3 行：日期“2027-02-30”无法识别，应如 2027-01-01",
        "第 4 行：日期 2026-12-31 不在 2027 年内，跨年的调休请改到 2026 年的日历中",
        "第 5 行：2027-03-02 是星期二，调休上班日应为星期六或星期日",
        "第 6 行：日期 2027-01-01 与第 2 行重复",
        "第 7 行：类型“休息”无法识别，应为 HOLIDAY（放假）或 MAKEUP（调休上班）",
        "第 7 行：缺少节日名称",
        "第 8 行：应有 3 列，实有 1 列",
    ]
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_file_that_is_cut_off_is_refused(calendars, csv_file):
    with pytest.raises(CommandError, match=r"缺少 10月1日（国庆节）放假，文件可能不完整"):
        import_calendar(csv_file(GOOD.rsplit("2027-10", 1)[0]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "表头应为 date,kind,name"),
        ("a,b,c\n", "表头应为 date,kind,name"),
        (b"\xff\xfe\x00\x81" * 10, "编码无法识别|无法识别的字符"),
        ("date,kind,name\n" + "x" * 200_000, "文件过大"),
        ("date,kind,name\n" + "2027-01-01,HOLIDAY,元旦\n" * 101, "应不超过 100 行"),
        ("date,kind,name\n2027-01-01,HOLIDAY,元\0旦\n", "无法识别的字符"),
    ],
)
def test_what_is_no_calendar_file_is_refused_in_words(calendars, csv_file, content, reason):
    with pytest.raises(CommandError, match=reason):
        import_calendar(csv_file(content))


def test_a_file_that_is_not_there_and_a_wrong_source_are_refused_in_words(calendars, csv_file, tmp_path):
    with pytest.raises(CommandError, match="无法读取文件"):
        import_calendar(tmp_path / "none.csv")
    with pytest.raises(CommandError, match="--source-url"):
        import_calendar(csv_file(GOOD), source_url="gov")
    with pytest.raises(CommandError, match="--year：年份过晚"):
        import_calendar(csv_file(GOOD), year=20270)


def test_a_loaded_year_is_replaced_only_when_asked(calendars, csv_file):
    path = csv_file(GOOD.replace("2027", "2026").replace("2026-01-09", "2026-01-04"))
    with pytest.raises(CommandError, match="2026 年已有日历，如需整年替换请加 --replace"):
        import_calendar(path, year=2026)
    assert CalendarDay.objects.filter(year=2026).count() == 39
    import_calendar(path, year=2026, replace=True)
    assert CalendarDay.objects.filter(year=2026).count() == 4
