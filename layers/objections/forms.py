"""What is asked of who says something: the same questions online, at a kiosk and from a letter at the counter."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from layers.land.periods import Period
from layers.objections.models import Channel, Kind
from layers.objections.periods import TAKES
from layers.receipts.words import WordsForm, line
from layers.regions.models import Region

LONGEST_TEXT = 4_000
FROM_ELSEWHERE = "我不是这些村的"


class ObjectionForm(WordsForm):
    words = ("name", "phone", "address", "text")
    texts = ("text",)

    kind = forms.ChoiceField(label="种类", widget=forms.RadioSelect, error_messages={"required": "请选一种"})
    village = forms.ChoiceField(
        label="您是哪个村的", required=False, help_text="申请听证须是被征地村集体的成员。"
    )
    text = forms.CharField(
        label="要说的话",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写清是对哪块地、方案的哪一条有意见，理由是什么。不要写身份证号、银行卡号。",
        error_messages={"required": "请写下要说的话"},
    )
    name = line("姓名", 60, autocomplete="name", error_messages={"required": "请写姓名，答复要有对象"})
    phone = line("电话", 30, autocomplete="tel", required=False, help_text="电话和通信地址填一样就可以。")
    address = line("通信地址", 200, autocomplete="street-address", required=False)

    def __init__(
        self, given: Any = None, *, kinds: Iterable[Kind], villages: Iterable[Region], **options: Any
    ) -> None:
        super().__init__(given, **options)
        self.villages = {village.code: village for village in villages}
        self.choose("kind", [(kind.value, kind.label) for kind in kinds])
        self.choose("village", [("", FROM_ELSEWHERE), *((code, v.name) for code, v in self.villages.items())])

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not cleaned.get("phone")
            and not cleaned.get("address")
            and not {"phone", "address"} & self.errors.keys()
        ):
            self.add_error("phone", "电话、通信地址至少填一样，不然没法答复您")
        if cleaned.get("kind") == Kind.HEARING and not cleaned.get("village"):
            # 条例 28: the members of the collective whose land is taken may ask for a hearing.
            self.add_error("village", "申请听证请选您所在的村；不是被征地村的，可以提意见")
        return cleaned


class LetterForm(ObjectionForm):
    """Somebody of the staff enters a letter, or what was said at the counter; a late one too, with its day."""

    channel = forms.ChoiceField(
        label="渠道", choices=[(one.value, one.label) for one in (Channel.PAPER, Channel.COUNTER)]
    )
    stage = forms.ChoiceField(label="针对的公告")
    received_on = forms.DateField(
        label="收到日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="当面交的是交来那天，邮寄的是签收那天。",
    )
    signatories = forms.IntegerField(label="联名人数", min_value=1, max_value=99_999, initial=1)

    def __init__(
        self,
        given: Any = None,
        *,
        periods: list[Period],
        today: dt.date,
        villages: Iterable[Region],
        **options: Any,
    ) -> None:
        super().__init__(given, kinds=Kind, villages=villages, **options)
        self.periods, self.today = {period.kind.code: period for period in periods}, today
        self.choose("stage", [(code, period.kind.name) for code, period in self.periods.items()])
        self.fields["village"].label = "哪个村的"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        period, received_on = self.periods.get(cleaned.get("stage", "")), cleaned.get("received_on")
        if period and received_on and not period.starts_on <= received_on <= self.today:
            self.add_error("received_on", f"应在公告贴出（{period.starts_on:%Y-%m-%d}）以后、今天以前")
        if period and cleaned.get("kind") and cleaned["kind"] not in TAKES[period.kind.code]:
            self.add_error("kind", f"“{period.kind.name}”阶段只收意见")
        return cleaned
