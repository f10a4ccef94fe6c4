"""What 条例 29 lets us ask, and nothing else: the same questions on a phone, and by the staff for who cannot write."""

from typing import Any

from django import forms

from geo.errors import BadInput
from layers.foi.identity import check_kind, clean_number
from layers.foi.models import ApplicantKind, Carrier, Channel, Delivery, IdentityKind
from layers.foi.scans import picture_of
from layers.receipts.words import WordsForm, line

LONGEST_DESCRIPTION = 2_000
# How staff take it in; what comes online is entered by the applicant.
BY_STAFF = (Channel.COUNTER, Channel.KIOSK, Channel.POST, Channel.PLAIN_POST, Channel.FAX)


class ApplicationForm(WordsForm):
    words = (
        "name", "representative", "agent", "phone", "address", "postcode", "email", "title", "doc_no", "description",
    )  # fmt: skip
    texts = ("description",)
    parts: tuple[tuple[str, tuple[str, ...]], ...] = (
        (
            "申请人",
            ("applicant_kind", "name", "identity_kind", "identity_number", "scan", "representative", "agent"),
        ),
        ("怎么联系您", ("phone", "address", "postcode", "email")),
        ("要什么信息", ("title", "doc_no", "description")),
        ("怎么给您", ("delivery", "carrier")),
    )

    applicant_kind = forms.ChoiceField(
        label="您是", choices=ApplicantKind.choices, widget=forms.RadioSelect, initial=ApplicantKind.PERSON,
        error_messages={"required": "请选一种"},
    )  # fmt: skip
    name = line("姓名或单位名称", 120, autocomplete="name", error_messages={"required": "请写姓名或单位名称"})
    identity_kind = forms.ChoiceField(
        label="证件类型", choices=IdentityKind.choices, initial=IdentityKind.ID_CARD,
        error_messages={"required": "请选证件类型"},
    )  # fmt: skip
    identity_number = line(
        "证件号码", 40, error_messages={"required": "请写证件号码（条例第二十九条要求身份证明）"},
        help_text="加密保存，只有办理的人写明原因才能看全。",
    )  # fmt: skip
    scan = forms.FileField(
        label="证件照片",
        required=False,
        help_text="可以不交，由工作人员电话或当面核验。核验以后照片就删除。JPG、PNG 或 PDF。",
    )
    representative = line("法定代表人", 60, required=False, help_text="单位申请时填。")
    agent = line("经办人", 60, required=False, help_text="单位申请时填。")
    phone = line("电话", 30, required=False, autocomplete="tel", help_text="电话、地址、邮箱至少填一样。")
    address = line("通信地址", 200, required=False, autocomplete="street-address")
    postcode = forms.RegexField(
        r"^[0-9]{6}$", label="邮政编码", required=False, error_messages={"invalid": "邮政编码应为 6 位数字"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="电子邮箱", required=False, max_length=100, error_messages={"invalid": "电子邮箱的写法不对"}
    )
    title = line(
        "信息名称",
        200,
        required=False,
        help_text="文件的名字，如“某某村征收土地公告”。名称、文号、特征至少写一样。",
    )
    doc_no = line("文号", 80, required=False)
    description = forms.CharField(
        label="其他特征", required=False, max_length=LONGEST_DESCRIPTION, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="什么时候、关于什么事、哪个地方的。不用写用途，不要写身份证号。",
    )  # fmt: skip
    delivery = forms.ChoiceField(label="获取方式", choices=Delivery.choices, initial=Delivery.ONLINE)
    carrier = forms.ChoiceField(label="载体", choices=Carrier.choices, initial=Carrier.ELECTRONIC)

    picture = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_identity(cleaned)
        self._one_of(cleaned, ("phone", "address", "email"), "电话、地址、邮箱至少填一样，不然没法答复您")
        self._one_of(
            cleaned,
            ("title", "doc_no", "description"),
            "名称、文号、其他特征至少写一样，不然找不到您要的信息",
        )
        self._deliverable(cleaned)
        return cleaned

    def clean_scan(self) -> Any:
        """Looked at once, when it comes: what it was called and what else was in it is not kept."""
        file = self.cleaned_data.get("scan")
        if file:
            try:
                self.picture = picture_of(file, file.size, file.name)
            except BadInput as problem:
                raise forms.ValidationError(problem.message) from None
        return None

    def _clean_identity(self, cleaned: dict[str, Any]) -> None:
        kind, number = cleaned.get("identity_kind"), cleaned.get("identity_number")
        try:
            if kind and cleaned.get("applicant_kind"):
                check_kind(cleaned["applicant_kind"], kind)
            if kind and number:
                cleaned["identity_number"] = clean_number(kind, number)
        except BadInput as problem:
            self.add_error(problem.parameter, problem.message)

    def _one_of(self, cleaned: dict[str, Any], names: tuple[str, ...], message: str) -> None:
        if not any(cleaned.get(name) for name in names) and not self.errors.keys() & set(names):
            self.add_error(names[0], message)

    def _deliverable(self, cleaned: dict[str, Any]) -> None:
        wanted = {
            Delivery.POST: ("address", "邮寄要写通信地址"),
            Delivery.EMAIL: ("email", "用电子邮件要写邮箱"),
        }
        name, message = wanted.get(cleaned.get("delivery", ""), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, message)
        if (
            cleaned.get("delivery") in (Delivery.ONLINE, Delivery.EMAIL)
            and cleaned.get("carrier") != Carrier.ELECTRONIC
        ):
            self.add_error("carrier", "网上查看和电子邮件只能是电子的")

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """As the page shows them."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.parts]


class EnteredForm(ApplicationForm):
    """The staff write it down: what came by post or fax, and what somebody says who cannot write (条例 29)."""

    parts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("怎么来的", ("channel", "received_on", "is_dictated")),
        *ApplicationForm.parts,
    )
    scan = None  # type: ignore[assignment]  # looked at across the counter

    channel = forms.ChoiceField(
        label="渠道", choices=[(one.value, one.label) for one in BY_STAFF], initial=Channel.COUNTER
    )
    received_on = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="当面交的是提交那天，邮寄的是签收那天；平信和传真写收到那天，与申请人确认后才起算。",
    )
    is_dictated = forms.BooleanField(
        label="口头申请，由我代填", required=False, help_text="填好以后念给本人听，本人说没有错再保存。"
    )

    def __init__(self, given: Any = None, *, today: Any, **options: Any) -> None:
        super().__init__(given, **options)
        self.today = today

    def clean_received_on(self) -> Any:
        if self.cleaned_data["received_on"] > self.today:
            raise forms.ValidationError("日期不能在今天以后")
        return self.cleaned_data["received_on"]
