"""网点: name, place on the map, hours, phones, what is done there, pictures."""

from types import SimpleNamespace
from typing import Any

from layers.changes.aggregate import Snapshot
from layers.places.models import Category, OpeningHours
from layers.places.opening import rules_of
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.desk.forms.picture import Picture


def hours_in_words(snapshot: Snapshot, editor: Any = None) -> dict[str, str]:
    """工作日 08:30–12:00、13:30–17:00；周六 09:00–12:00, as the public reads it."""
    import datetime as dt

    order = [days.value for days in OpeningHours.Days]
    hours: list[Any] = []
    for row in sorted(
        snapshot["opening_hours"], key=lambda row: order.index(row["days"]) if row["days"] in order else 99
    ):
        if row["days"] in order and row["opens"] and row["closes"]:
            days = OpeningHours.Days(row["days"]).label
            hours.append(
                SimpleNamespace(
                    days=row["days"], opens=dt.time.fromisoformat(row["opens"]), note=row["note"],
                    closes=dt.time.fromisoformat(row["closes"]), get_days_display=lambda days=days: days,
                )
            )  # fmt: skip
    words = "；".join(f"{days} {spans}" for days, spans in rules_of(hours))
    return {"opening_hours": f"群众会看到：{words}" if words else "群众会看到：开放时间未登记"}


def demanded(snapshot: Snapshot) -> list[str]:
    """What the category of the draft wants."""
    wanted = Category.objects.filter(code=snapshot["category"] or "").values_list("wanted", flat=True).first()
    return list(wanted or ())


register(
    "place",
    Layout(
        groups=(
            Group("基本信息", ("name", "aliases", "category", "region", "organisation", "seat_of")),
            Group(
                "位置与入口",
                ("location", "entrances", "address", "way_there", "has_parking", "is_accessible"),
                help="在地图上点一下，或拖动图钉。只收 2000 国家大地坐标；从高德、百度地图抄来的坐标会偏几百米。",
                has_map=True,
            ),
            Group("开放时间和电话", ("opening_hours", "phones", "verified_on")),
            Group("在这里办什么", ("handled", "posts", "questions")),
            Group("介绍", ("introduction", "pictures", "audio")),
            Group("来源", ("source",)),
        ),
        help={
            "name": "门牌上写的全名，如“湖滨镇便民服务中心”。",
            "aliases": "群众平时怎么叫它，几个叫法用顿号分开。",
            "region": "输入村、社区或乡镇的名字，从列表里选。",
            "organisation": "由哪个单位管理和更新，可以不填。",
            "seat_of": "这里就是某个单位的办公地点时才填。",
            "entrances": "群众真正进门的地方，导航会带到主入口。",
            "opening_hours": "上午和下午分两行写。工作日按国务院放假安排，调休的周六也算。",
            "verified_on": "最近一次打电话或到现场核对的日期。",
            "posts": "只写岗位和办公电话，不写个人姓名和手机。",
            "pictures": "说明会读给看不见图片的人听，请写出图里有什么。",
            "source": "这些内容从哪里来，如“镇政府报送”。",
        },
        today={"verified_on": "今天核实过"},
        rows={
            "entrances": rows("name", "location", "is_main", "is_accessible", one="入口",
                              help={"name": "如“东门”“办事大厅南侧”。"}),
            "opening_hours": rows("days", "opens", "closes", "note", one="时段",
                                  help={"closes": "24 小时开放写 00:00 到 23:59。"}),
            "phones": rows("label", "number", one="电话", hidden=("sort_key",)),
            "handled": rows("item", "window", one="事项"),
            "posts": rows("title", "duties", "phone", one="岗位", hidden=("sort_key",)),
            "questions": rows("question", "answer", one="问答", hidden=("sort_key",)),
            "pictures": rows("file", "caption", one="图片", hidden=("sort_key",), fields={"file": Picture}),
        },
        preview=hours_in_words,
        demanded=demanded,
    ),
)  # fmt: skip
