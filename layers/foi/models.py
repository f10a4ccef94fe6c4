"""依申请公开 (条例 27 to 45): an application, what happened to it (events.py), who takes it (offices.py).

Asked for is what 条例 29 names and nothing else: 用途 is none of it since 2019. Who applied and for what is ciphertext
under one key an application; what the annual report counts by is not personal and stays when the key is erased.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from layers.foi.answers import PublicAnswer
from layers.foi.events import Event, EventKind
from layers.foi.offices import Mode, Office
from layers.foi.outcomes import CHOICES
from layers.personal.fields import PersonalText
from layers.personal.models import PersonalRecord
from layers.public_ids import PublicIdField
from layers.receipts.base import AnyReceipt

__all__ = [
    "ApplicantKind", "Application", "Carrier", "Channel", "Delivery", "Event", "EventKind", "FoiReceipt", "IdentityKind",
    "IdentityScan", "Mode", "Office", "PublicAnswer", "State",
]  # fmt: skip


class ApplicantKind(models.TextChoices):
    """The columns of the annual report."""

    PERSON = "person", "自然人"
    ENTERPRISE = "enterprise", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL = "legal", "法律服务机构"
    OTHER = "other", "其他组织"


class IdentityKind(models.TextChoices):
    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    PERMIT = "permit", "港澳台居民居住证、来往内地通行证"
    OFFICER = "officer", "军官证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"


class Channel(models.TextChoices):
    """How it came: 条例 31 counts from another day for each."""

    ONLINE = "online", "互联网"
    KIOSK = "kiosk", "一体机（工作人员代填）"
    COUNTER = "counter", "当面"
    POST = "post", "邮寄（签收）"
    PLAIN_POST = "plain_post", "平信"
    FAX = "fax", "传真"


# Nobody signed for it: received on the day that it is confirmed with the applicant (条例 31, 第二项、第三项).
TO_BE_CONFIRMED = (Channel.ONLINE, Channel.PLAIN_POST, Channel.FAX)


class Delivery(models.TextChoices):
    ONLINE = "online", "网上查看"
    PICKUP = "pickup", "当面领取"
    POST = "post", "邮寄"
    EMAIL = "email", "电子邮件"


class Carrier(models.TextChoices):
    ELECTRONIC = "electronic", "电子"
    PAPER = "paper", "纸面"
    DISC = "disc", "光盘"


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "待确认收到"
    RUNNING = "running", "办理中"
    CORRECTION = "correction", "等申请人补正"
    CONSULTING = "consulting", "正在征求意见"
    MERGED = "merged", "合并办理"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回"
    ABANDONED = "abandoned", "视为放弃"


OPEN = (State.UNCONFIRMED, State.RUNNING, State.CORRECTION, State.CONSULTING, State.MERGED)


class Application(PersonalRecord):
    """``region`` is that of the organisation. ``state``, ``received_on``, ``closed_on`` and ``outcome`` follow from the
    events and are written with them (steps.py), so that lists and the annual report are one query."""

    number = PublicIdField(verbose_name="申请编号")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="受理机关",
        on_delete=models.PROTECT,
        related_name="foi_applications",
    )
    applicant_kind = models.CharField("申请人类别", max_length=10, choices=ApplicantKind)
    name = PersonalText("姓名或名称", shown=(1, 0))
    identity_kind = models.CharField("证件类型", max_length=12, choices=IdentityKind)
    identity_number = PersonalText("证件号码", shown=(3, 2), searchable=True)
    representative = PersonalText("法定代表人", shown=(1, 0))
    agent = PersonalText("经办人", shown=(1, 0))
    phone = PersonalText("电话", shown=(3, 4))
    address = PersonalText("通信地址", shown=(3, 0))
    postcode = PersonalText("邮政编码", shown=(2, 0))
    email = PersonalText("电子邮箱", shown=(1, 0))
    title = PersonalText("信息名称", shown=(0, 0))
    doc_no = PersonalText("文号", shown=(0, 0))
    description = PersonalText("其他特征", shown=(0, 0))
    delivery = models.CharField("获取方式", max_length=8, choices=Delivery)
    carrier = models.CharField("载体", max_length=10, choices=Carrier)
    channel = models.CharField("收到渠道", max_length=10, choices=Channel)
    # 条例 29: who has difficulty in writing applies orally, and the office writes it down.
    is_dictated = models.BooleanField("口头申请，工作人员代填", default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登记人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.UNCONFIRMED)
    received_on = models.DateField("收到日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("办理结果", max_length=14, choices=CHOICES, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name="合并到", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    erased_at = models.DateTimeField("个人信息销毁时间", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息公开申请"
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="foi_organisation_state"),
            models.Index(fields=["organisation", "received_on"], name="foi_organisation_received"),
        ]
        constraints = [
            # What 新收 + 结转 = 办结 + 结转下年 rests on.
            models.CheckConstraint(
                name="foi_closed_has_outcome",
                condition=Q(closed_on__isnull=True, state__in=OPEN, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(state__in=OPEN) & ~Q(outcome="")),
                violation_error_message="办结的要有日期和结果",
            ),
            models.CheckConstraint(
                name="foi_closed_after_received",
                condition=Q(received_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gte=models.F("received_on")),
                violation_error_message="办结不能早于收到",
            ),
        ]

    def __str__(self) -> str:
        return f"信息公开申请 {self.number}"


class FoiReceipt(AnyReceipt):
    """The way from number and code to the row. Gone when the row is erased."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="receipt")

    class Meta:
        verbose_name = verbose_name_plural = "信息公开申请回执"


class AnswerFile(PersonalRecord):
    """What was given with the answer, to this applicant alone. ``content`` is a PDF in base64; its key is its own and goes
    with the row."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="answer_file")
    name = PersonalText("文件名", shown=(0, 0))
    content = PersonalText("答复附件", shown=(0, 0))
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复附件"

    def __str__(self) -> str:
        return f"{self.application_id}"


class IdentityScan(PersonalRecord):
    """A picture of the identity document, until somebody has looked at it. Its key is its own, because it goes at once:
    deleted with the row, in every backup too. ``content`` is a JPEG that was made anew, in base64."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="scan")
    content = PersonalText("证件影像", shown=(0, 0))
    created_at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证件影像"

    def __str__(self) -> str:
        return f"{self.application_id}"
