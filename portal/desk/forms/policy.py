"""政策: what it says, whether it holds, what it interprets, its files, how one applies; its sections and its classes."""

from typing import Any

from django import forms
from django.utils import timezone

from layers.changes.values import Json
from layers.policies.models import Policy, PolicyClass, PolicySection
from portal.desk.forms.fields import ValueField
from portal.desk.forms.files import DocumentFile, OwnDocument, knows_files
from portal.desk.forms.layout import Group, Layout, register, rows
from portal.desk.forms.offers import JOINT, OFFERS, Offer
from portal.desk.forms.offers import register as offer
from portal.desk.forms.rich_text import RichText

offer(
    Offer(
        "policy", Policy, lambda scope: Policy.objects.published(),
        lambda row: f"{row.title}{JOINT}{row.doc_no or row.organisation.name}", ("title", "doc_no"), ("title", "pk"),
        ("organisation",),
    )
)  # fmt: skip
offer(
    Offer(
        "policy-section", PolicySection, lambda scope: PolicySection.objects.all(), order=("sort_key", "code"),
        is_short=True, text=lambda row: f"{row}（已停用）" if row.is_retired(timezone.localdate()) else str(row),
    )
)  # fmt: skip
offer(
    Offer(
        "policy-class",
        PolicyClass,
        lambda scope: PolicyClass.objects.all(),
        order=("sort_key", "code"),
        is_short=True,
    )
)


class Classes(ValueField):
    """All twelve to tick, those without a name too: staff see what the city has still to say."""

    kind = "ticks"

    def input(self) -> forms.Widget:
        options = self.editor.choices_of(OFFERS[PolicyClass])
        self.known = [one for _, group in options for one in group]
        return forms.CheckboxSelectMultiple(choices=self.known)

    def shown(self, json: Json) -> list[str]:
        return [row["policy_class"] for row in json or []]

    def parsed(self, typed: Any) -> Json:
        chosen = typed or []
        if not set(chosen) <= {key for key, _ in self.known}:
            raise self.refused("不在可选的范围内")
        return [{"policy_class": one} for one in chosen]


register(
    "policy",
    Layout(
        groups=(
            Group("政策", ("title", "doc_no_raw", "organisation", "interprets", "section", "classes")),
            Group("日期", ("issued_on", "effective_on", "expires_on")),
            Group("有效性", ("validity", "ended_on", "ended_reason", "replaced_by")),
            Group("内容", ("summary", "body")),
            Group("附件", ("policy_files",), template="desk/forms/upload.html",
                  help="申报表、目录、原文扫描件。发布以前只有本范围的工作人员看得到；写着个人信息的，先遮盖。"),
            Group("申报", ("is_applied_for", "apply_from", "apply_until", "apply_address", "apply_where")),
        ),
        help={
            "doc_no_raw": "照文件上写，括号用哪种都行；解读没有文号可以不填。",
            "interprets": "这一份是解读时，写它解读的政策原文；原文不填。",
            "section": "群众在哪个版块里看到它。",
            "expires_on": "文件里写明的最后一天；到期自动显示“已失效”，不用再改。",
            "validity": "废止、失效、修订时改这里，并写明日期和原因。",
            "ended_reason": "如“由某某文件宣布废止”，群众会看到。",
            "replaced_by": "修订必填；废止后有新文件的也写上。",
            "summary": "用群众的话说：谁能得到什么。",
            "apply_address": "以 https:// 或 http:// 开头的完整网址。",
            "apply_where": "单位、窗口、地址和电话。",
        },
        fields={"body": RichText, "classes": Classes},
        rows={
            "policy_files": rows("version", one="附件", hidden=("document", "sort_key"), is_added=False,
                                 fields={"version": DocumentFile, "document": OwnDocument}, labels={"version": "附件"}),
        },
        learn=knows_files("policy_files"),
        scripts=("js/desk-rich.js", "js/desk-files.js"),
    ),
)  # fmt: skip
register(
    "policy_section",
    Layout(
        groups=(Group("版块", ("name", "sort_key", "retired_on")),),
        help={
            "sort_key": "小的在前。",
            "retired_on": "从这一天起不再列出；印在外面的链接和二维码照样能打开。",
        },
    ),
)
register(
    "policy_class",
    Layout(
        groups=(Group("类别", ("name", "sort_key", "is_confirmed")),),
        help={"is_confirmed": "名称定下来以后勾上，群众才看得到。", "sort_key": "小的在前。"},
    ),
)
