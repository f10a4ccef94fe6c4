"""政府网站: whose it is, where it is, how it behaved when somebody tried it."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "website",
    Layout(
        groups=(
            Group("网站", ("name", "kind", "address", "site_code", "organisation", "summary")),
            Group("打开的情况", ("is_working", "framing", "checked_on")),
        ),
        help={
            "address": "以 https:// 或 http:// 开头的完整网址，写域名，不写 IP 地址。",
            "site_code": "10 位，在网站页脚；自有应用系统没有可以不填。",
            "is_working": "打不开时去掉勾，群众会看到“暂时打不开”。",
            "framing": "在触摸屏上试一次：能在本站页面里显示选“允许嵌入”，一片空白选“不允许嵌入”。",
        },
        today={"checked_on": "今天检查过"},
    ),
)
