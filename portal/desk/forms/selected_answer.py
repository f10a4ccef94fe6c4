"""咨询选登: what everybody may read of an answered question. Begun from the page of the question."""

from portal.desk.forms.layout import Group, Layout, register

register(
    "selected_answer",
    Layout(
        groups=(
            Group("问答", ("question", "answer", "organisation", "answered_on")),
            Group("针对什么", ("item", "place", "case")),
        ),
        help={
            "question": "用大家都会这样问的话写。不写是谁问的。",
            "answer": "重新写一遍，不写姓名、电话、证件号、门牌；保存时会检查。",
        },
    ),
)
