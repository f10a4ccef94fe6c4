"""One form a step: the day, what the law wants to be said of it, and what is written to somebody."""

from typing import Any

from django import forms

from geo.errors import BadInput
from layers.foi.answer_files import pdf_of
from layers.foi.events import EventKind
from layers.foi.outcomes import ANSWERS, Group
from layers.foi.rules import RESULTS, Step
from layers.receipts.words import answer_words

LONGEST_TEXT = 4_000
K = EventKind


def text_field(label: str, help_text: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_TEXT, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 6}), error_messages={"required": f"请写{label}"},
    )  # fmt: skip


def choice_field(label: str, choices: list[Any], message: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, error_messages={"required": message})


def days_field(label: str, longest: int, first: int, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=longest, initial=first, help_text=help_text)


class StepForm(forms.Form):
    """``seen`` is how many events the page showed; what is not named here goes into ``detail``."""

    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if text := cleaned.get("text"):
            try:
                cleaned["text"] = answer_words(text, LONGEST_TEXT)
            except BadInput as problem:
                self.add_error("text", problem.message.replace("答复", str(self.fields["text"].label)))
        return cleaned

    def step(self) -> Step:
        given = self.cleaned_data
        detail = {name: given[name] for name in given if name not in ("on", "seen", "kind", "text", "file")}
        if "reached_on" in detail:
            detail["reached_on"] = detail["reached_on"].isoformat()
        return Step(EventKind(given["kind"]), given["on"], detail, given.get("text", ""))


class ReceivedForm(StepForm):
    """条例 31: the day on which both sides confirm."""

    how = choice_field(
        "怎么与申请人确认的",
        [("phone", "电话"), ("sms", "短信"), ("email", "电子邮件"), ("in_person", "当面")],
        "请选怎么确认的",
    )


class CorrectionForm(StepForm):
    days = days_field("补正期限（工作日）", 60, 10, "要合理；过期不补正，视为放弃。")
    text = text_field("要补正什么", "一次写全：缺什么、哪里不清楚、怎么补。申请人看得到。")


class CorrectedForm(StepForm):
    text = text_field("补正的内容", "照申请人写的抄，不抄身份证号。", required=False)


class ExtendedForm(StepForm):
    days = days_field("延长（工作日）", 20, 20, "最多 20 个工作日，只能一次。")
    text = text_field("理由", "申请人看得到。")


class ConsultedForm(StepForm):
    who = choice_field(
        "征求谁",
        [("third_party", "第三方（商业秘密、个人隐私）"), ("organ", "共同制作的机关")],
        "请选征求谁的意见",
    )
    reached_on = forms.DateField(
        label="对方收到的日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="15 个工作日从这一天的次日起算。",
    )  # fmt: skip
    text = text_field("征求意见书的内容", "写给对方的：什么信息、可能涉及什么。不写申请人是谁。")


class OpinionForm(StepForm):
    said = choice_field(
        "意见",
        [("agrees", "同意公开"), ("refuses", "不同意公开"), ("silent", "期满没有提出意见")],
        "请选意见",
    )
    text = text_field("对方的理由", "申请人看不到。", required=False)


class AnsweredForm(StepForm):
    outcome = choice_field(
        "答复种类",
        [
            ("", "请选择"),
            *((group.value, [(o.code, o.label) for o in ANSWERS if o.group is group]) for group in Group),
        ],
        "请选答复种类",
    )
    text = text_field(
        "答复的内容",
        "法定的第一句和救济途径由系统写进答复书。给什么、怎样取，或者不给的理由。",
    )
    file = forms.FileField(
        label="附件", required=False, help_text="PDF 一份，几份的合成一份；只给这位申请人，凭回执取。不是谁都能看的，不放这里。",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )  # fmt: skip
    pdf: tuple[str, str] | None = None

    def clean_file(self) -> None:
        """Looked at before the step is taken; what goes on is name and content."""
        if given := self.cleaned_data.get("file"):
            try:
                self.pdf = pdf_of(given.file, given.size, given.name)
            except BadInput as problem:
                raise forms.ValidationError(problem.message) from None


class DeliveredForm(StepForm):
    how = choice_field(
        "怎么送达的",
        [("online", "网上查看"), ("pickup", "当面领取"), ("post", "邮寄"), ("email", "电子邮件")],
        "请选怎么送达的",
    )


class LawsuitForm(StepForm):
    after_review = forms.BooleanField(label="复议后起诉", required=False)


class ResultForm(StepForm):
    result = choice_field("结果", list(RESULTS.items()), "请选结果")


FORMS: dict[EventKind, type[StepForm]] = {
    K.RECEIVED: ReceivedForm,
    K.CORRECTION: CorrectionForm,
    K.CORRECTED: CorrectedForm,
    K.EXTENDED: ExtendedForm,
    K.CONSULTED: ConsultedForm,
    K.OPINION: OpinionForm,
    K.ANSWERED: AnsweredForm,
    K.DELIVERED: DeliveredForm,
    K.LAWSUIT: LawsuitForm,
    K.REVIEW_RESULT: ResultForm,
    K.LAWSUIT_RESULT: ResultForm,
}
TITLES = {
    K.RECEIVED: "确认收到", K.VERIFIED: "身份已核验", K.CORRECTION: "要求补正", K.CORRECTED: "收到补正", K.EXTENDED: "延期",
    K.CONSULTED: "征求意见", K.OPINION: "登记收到的意见", K.TRANSFERRED: "转送", K.MERGED: "合并到另一件", K.ANSWERED: "答复",
    K.DELIVERED: "登记送达", K.REVIEW: "登记行政复议", K.REVIEW_RESULT: "登记复议结果", K.LAWSUIT: "登记行政诉讼",
    K.LAWSUIT_RESULT: "登记诉讼结果", K.WITHDRAWN: "申请人撤回", K.ABANDONED: "视为放弃",
}  # fmt: skip


def form_of(kind: EventKind, given: Any = None, **options: Any) -> StepForm:
    return FORMS.get(kind, StepForm)(given, auto_id=f"{kind.value}_%s", **options)


class TransferForm(StepForm):
    to = forms.ChoiceField(label="转给哪个单位", error_messages={"required": "请选单位"})

    def __init__(self, given: Any = None, *, offices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(given, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *offices]


class MergeForm(StepForm):
    into = forms.CharField(
        label="合并到哪一件", max_length=20, help_text="写另一件的申请编号；它答复时，这一件一并答复。",
        error_messages={"required": "请写另一件的申请编号"},
    )  # fmt: skip
