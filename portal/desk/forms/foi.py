"""公开工作机构 and 答复选登: how one reaches the office, and what everybody may read of an answer."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "foi_office",
    Layout(
        groups=(
            Group("工作机构", ("organisation", "name", "mode", "link")),
            Group("怎么联系", ("address", "postcode", "hours", "phone", "fax", "email")),
        ),
        help={
            "mode": "在本站办理的，登记、期限、答复书都在本站；在本单位系统办理的，本站只收表、出回执、登记结果。",
            "link": "以 https:// 或 http:// 开头的完整网址，只在“到本单位网站申请”时填。",
            "hours": "照公开指南写，如“工作日 8:30—12:00，13:30—17:00”。",
        },
    ),
)
register(
    "foi_answer",
    Layout(
        groups=(Group("答复", ("organisation", "question", "outcome", "answer", "answered_on")),),
        help={
            "question": "写清要的是什么信息。不写申请人是谁。",
            "answer": "重新写一遍，不写姓名、电话、证件号、门牌；保存时会检查。",
        },
    ),
)
