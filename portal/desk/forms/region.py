"""村和区划: names old and new, how they are read, where the map writes them; when a unit ended, and who took its place."""

from portal.desk.forms.layout import Group, Layout, register, rows

register(
    "region",
    Layout(
        groups=(
            Group("名称", ("name", "short_name", "other_names", "readings")),
            Group("位置", ("label_point",), help="地图上写村名的地方，一般在村委会。", has_map=True),
            Group("联系", ("phone", "seat")),
            Group(
                "设立和撤销",
                ("valid_from", "valid_to", "successions"),
                help="合并、拆分时写明原村的撤销日期和由哪个村接替；旧代码、旧村名会引到新村，征地记录一并看得到。",
            ),
        ),
        help={
            "short_name": "群众平时怎么叫，去掉“村委会”“居委会”。",
            "other_names": "老人还在用的旧名和别名，搜得到。",
            "readings": "电脑读错的字在这里改正，如“长山”读 chang shan。",
            "phone": "村委会的公开电话，不写个人手机。",
            "valid_to": "还在的不填。",
        },
        rows={
            "other_names": rows("name", "kind", "valid_to", "note", one="名称"),
            "readings": rows("syllables", "is_override", one="读音"),
            "successions": rows("successor", "on", "note", one="接替的村",
                                help={"note": "批准文件的文号，如“博政发〔2019〕12号”。"}),
        },
    ),
)  # fmt: skip
