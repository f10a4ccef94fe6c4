"""工作日历: the holidays and make-up days of one year, with the notice that they come from."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "calendar",
    Layout(
        groups=(
            Group("依据", ("source_title", "source_no", "source_url", "confirmed_on", "note")),
            Group(
                "放假与调休",
                ("days",),
                help="放假的每一天写一行，连周末也写；调休上班的周末也写一行。其余的日子按周一到周五上班计算。",
            ),
        ),
        help={
            "source_title": "国务院办公厅通知的标题。",
            "confirmed_on": "与通知逐日核对的日期。",
        },
        today={"confirmed_on": "今天核对过"},
        beside=(("calendar_text", "整年粘贴"),),
        rows={"days": rows("date", "kind", "name", one="日子")},
    ),
)
