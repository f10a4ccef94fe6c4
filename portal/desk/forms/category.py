"""类目 and their groups: name, group, icon, place in the order."""

from portal.desk.forms.icon import Icon
from portal.desk.forms.layout import Group, Layout, register

ICON_HELP = "地图上的图钉和列表都用它。"

register(
    "category",
    Layout(
        groups=(
            Group("类目", ("name", "group", "icon", "sort_key")),
            Group(
                "这一类的网点必填什么",
                ("wanted",),
                help="勾上的，没填就不能提交审核。已经公开的不受影响，在“网点”里勾“只看缺必填项的”就列出来。",
            ),
        ),
        labels={"wanted": "必填的栏目"},
        help={
            "name": "群众找地方时说的话，如“药店”，不写机构名称。",
            "icon": ICON_HELP,
            "sort_key": "小的在前。",
        },
        fields={"icon": Icon},
    ),
)
register(
    "category_group",
    Layout(
        groups=(Group("类目组", ("name", "icon", "hue", "sort_key")),),
        help={"icon": ICON_HELP, "hue": "1 到 10，十种色觉障碍者也能分辨的颜色。", "sort_key": "小的在前。"},
        fields={"icon": Icon},
    ),
)
