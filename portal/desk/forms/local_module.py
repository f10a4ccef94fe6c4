"""地方特色栏目: what it is called, what it shows, where and when."""

from layers.changes.aggregate import Snapshot
from layers.changes.nouns.local_module import NEEDED
from layers.local_modules.models import LocalModule
from portal.desk.forms.icon import Icon
from portal.desk.forms.layout import Group, Layout, register, rows


def demanded(snapshot: Snapshot) -> list[str]:
    return [NEEDED[LocalModule.Kind(snapshot["kind"])][0]] if snapshot["kind"] else []


register(
    "local_module",
    Layout(
        groups=(
            Group("栏目", ("title", "icon", "kind", "summary")),
            Group("谁的", ("region", "organisation", "replaces")),
            Group("内容", ("address", "framing", "body", "category", "rows"), help="按种类填一样，别的空着。"),
            Group("在哪里、什么时候显示", ("devices", "shown_from", "shown_until", "sort_key")),
        ),
        help={
            "title": "最多 10 个字，是首页上的字。",
            "region": "选市，全市都有；选县（市、区），只有这个县和它下面的乡镇、村有。",
            "organisation": "内容由谁负责，群众看得到。",
            "replaces": "本县有自己的做法时选市里的那个栏目：只在本县换掉，邻县不受影响。不代替就空着。",
            "address": "网站、视频用。以 https:// 或 http:// 开头，写域名，不写 IP 地址。",
            "framing": "在触摸屏上试一次：能在本站页面里显示选“允许嵌入”，一片空白选“不允许嵌入”，群众看到二维码。",
            "body": "一页文字用。空一行分段。",
            "category": "地图上的一类用：点开就是地图上的这一类网点。",
            "shown_from": "不填就是马上。",
            "shown_until": "不填就一直显示；这一天还在，第二天自己不见。",
            "sort_key": "小的在前。本县的总在市里的前面。",
        },
        fields={"icon": Icon},
        rows={
            "rows": rows(
                "title", "text", "phone", "address", one="一行", hidden=("sort_key",),
                help={"phone": "办公电话，不写个人手机。", "address": "点开去的网页，可不填。"},
            ),
        },
        demanded=demanded,
    ),
)  # fmt: skip
