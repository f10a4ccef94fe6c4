"""惠企惠民政策: what there is, for whom, by which rules, and the examples that keep the rules honest; and its questions."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "benefit",
    Layout(
        groups=(
            Group("政策", ("name", "aliases", "served", "organisation", "region", "summary")),
            Group("给多少", ("amount", "amount_number", "amount_unit")),
            Group("谁能申请", ("rules",), help="一行一个条件，都要符合；写了同一个“几选一”数字的几行，符合一行就行。"),
            Group("怎么申请", ("how_to_apply", "address", "phone", "valid_from", "valid_until")),
            Group("依据", ("basis", "policy", "verified_on")),
            Group("样例", ("examples",), help="编几份情况，写明应当符合还是不符合。提交时会按条件算一遍，对不上就不能提交。"),
        ),
        help={
            "region": "全市都适用就选市，只在一个县适用就选那个县。",
            "address": "网上申请的页面，以 https:// 开头；没有不填。",
            "phone": "办公电话，不写个人手机。",
            "basis": "文件名称和文号，如“关于……的通知（×政发〔2026〕1 号）”。",
            "policy": "“政策一窗通”里登记了这份文件就选上，它废止、失效时群众在这里看得到；没有登记不填。",
        },
        today={"verified_on": "今天核实过"},
        beside=(("bench", "试算"),),
        rows={
            "rules": rows(
                "attribute", "operator", "wanted", "alternative", "source", one="条件", hidden=("sort_key",),
                help={"wanted": "几个值用顿号分开；两数之间写成 16-59；是或否写“是”“否”。"},
            ),
            "examples": rows(
                "name", "answers", "verdict", one="样例",
                help={"name": "编的名字，如“示例企业甲”，不写真人真企业。", "answers": "一行一项，如“年龄：67”“地区：某某县”。"},
            ),
        },
    ),
)  # fmt: skip
register(
    "benefit_attribute",
    Layout(
        groups=(
            Group("条件项", ("label", "question", "hint", "served", "kind", "choices", "unit", "sort_key")),
        ),
        help={
            "label": "如“行业”“年龄”，写条件和样例时用它。",
            "question": "群众看到的问题，如“您今年多大？”。",
            "hint": "问题下面的小字，说明怎么算；不用说明就不填。",
            "choices": "选一项、可选几项时填，一行一个，不用顿号。正在用的回答不能去掉。",
            "unit": "用数字回答时填，如“岁”“人”“万元”。",
            "sort_key": "小的先问。",
        },
    ),
)
