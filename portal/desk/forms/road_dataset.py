"""道路数据集: who made it, by what right, and until when. Whether it is in use is told by buttons of its own."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "road_dataset",
    Layout(
        groups=(
            Group("数据集", ("name",)),
            Group(
                "向公众提供路线的依据",
                ("producer", "qualification", "approval_no", "expires_on", "licence"),
                help="四项写全、审图号没有到期，公众才能看到路线；缺一项就只供工作人员使用"
                "（测绘法 38 条，地图管理条例 15、22 条）。",
            ),
        ),
        help={
            "qualification": "等级和证书编号。",
            "approval_no": "地图审核批准书上的号；有效期两年。",
            "expires_on": "审图号的最后一天；第二天起路线自动转为只供工作人员使用。",
        },
    ),
)
