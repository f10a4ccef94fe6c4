"""公开栏: where it hangs and what hangs on it."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "board",
    Layout(
        groups=(
            Group("公开栏", ("name", "kind", "region", "organisation", "every_days")),
            Group(
                "位置", ("place", "location", "where"), help="选一个网点，或在地图上点出位置。", has_map=True
            ),
            Group("上面贴着什么", ("sheets", "changed_on")),
        ),
        today={"changed_on": "今天换过"},
        rows={"sheets": rows("title", "address", "since", one="一张", hidden=("sort_key",))},
    ),
)
