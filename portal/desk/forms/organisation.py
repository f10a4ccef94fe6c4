"""单位: name, where it stands in the tree, how to reach it."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "organisation",
    Layout(
        groups=(
            Group("单位", ("name", "short_name", "uscc")),
            Group("所在和上级", ("region", "parent")),
            Group("联系", ("phone", "hours", "address")),
        ),
        help={
            "name": "三定方案上的全称。",
            "uscc": "18 位；没有可以不填。",
            "region": "它管的范围：县级部门选县，乡镇选乡镇。",
            "parent": "县级部门的上级是县政府，科室的上级是它的局。",
            "phone": "办公电话，不写个人手机。",
            "hours": "如“工作日 08:30-12:00，13:30-17:30”。",
        },
    ),
)
