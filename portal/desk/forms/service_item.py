"""办事事项: who it is for, where one goes, what one brings, how long it takes. Fields of the national 实施清单."""

from portal.desk.forms.files import DocumentFile, OwnDocument, knows_files
from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "service_item",
    Layout(
        groups=(
            Group("事项", ("name", "aliases", "kind", "theme", "code", "organisation")),
            Group("找谁办", ("handler", "phone", "complaint_phone")),
            Group("要带什么", ("materials",), help="一样材料一行，次序就是群众看到的次序。"),
            Group("样表", ("item_files",), template="desk/forms/upload.html",
                  help="空白表和填好的样表。样表里的姓名、号码都用假的；写着真人信息的不能公布。"),
            Group("怎么办", ("conditions", "steps", "visits", "online_address", "fee")),
            Group("办多久", ("is_immediate", "promised_limit", "legal_limit", "limit_unit")),
            Group("结果和依据", ("result", "basis", "verified_on")),
        ),
        help={
            "name": "实施清单上的名称。",
            "aliases": "群众的叫法，几个叫法用顿号分开，搜索时都能找到。",
            "code": "31 位实施编码；还没有可以不填。",
            "handler": "单位、窗口或岗位，不写个人姓名。",
            "phone": "办公电话，不写个人手机。",
            "conditions": "一行一条。",
            "steps": "一行一步。",
            "visits": "全程网办填 0。",
            "online_address": "网上办理的页面，以 https:// 开头；不能网办不填。",
            "promised_limit": "不能长于法定时限；即办件填 0。",
            "basis": "法律、法规的名称和条款，一行一条。",
            "verified_on": "最近一次和窗口核对的日期。",
        },
        today={"verified_on": "今天核实过"},
        rows={
            "materials": rows(
                "name", "necessity", "form", "copies", "source", "note", one="材料", hidden=("sort_key",),
                help={"note": "如“签字按手印”“双面印在一张纸上”。"},
            ),
            "item_files": rows(
                "version", "use", "material", one="样表", hidden=("document", "sort_key"), is_added=False,
                fields={"version": DocumentFile, "document": OwnDocument}, labels={"version": "文件"},
                help={"material": "照“要带什么”里的名称写，群众在那样材料旁边看到它；不写就列在材料后面。"},
            ),
        },
        learn=knows_files("item_files"),
        scripts=("js/desk-files.js",),
    ),
)  # fmt: skip
