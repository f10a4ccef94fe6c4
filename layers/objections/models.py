"""What people say about a land acquisition within its period: 意见, 听证申请, 异议, each with its receipt.

Who said it, what was said and what was answered are ciphertext under the key of the row. ``Receipt`` holds nothing
personal and is outside of row level security: by it the one who has number and code is led to the region of the row.
"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from layers.land.models import Case
from layers.personal.fields import PersonalText
from layers.personal.models import PersonalRecord
from layers.public_ids import PublicIdField
from layers.receipts.base import AnyReceipt
from layers.regions.models import Region


class Kind(models.TextChoices):
    OPINION = "opinion", "意见"
    HEARING = "hearing", "听证申请"
    DISPUTE = "dispute", "异议"


class Channel(models.TextChoices):
    ONLINE = "online", "网上"
    KIOSK = "kiosk", "一体机"
    COUNTER = "counter", "窗口"
    PAPER = "paper", "书面来信"


class State(models.TextChoices):
    RECEIVED = "received", "已收到"
    IN_HAND = "in_hand", "办理中"
    FORWARDED = "forwarded", "已转听证"
    ANSWERED = "answered", "已答复"


class Outcome(models.TextChoices):
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    EXPLAINED = "explained", "未采纳，已说明理由"


# Nobody has answered them yet.
WAITING = (State.RECEIVED, State.IN_HAND, State.FORWARDED)


class Objection(PersonalRecord):
    """``region`` is the village, or the county for somebody of none of the villages. No identity number is asked for:
    to answer, a name and one way to reach the person are enough (个人信息保护法 6)."""

    number = PublicIdField(verbose_name="回执号")
    case = models.ForeignKey(
        Case, verbose_name="征地案件", on_delete=models.PROTECT, related_name="objections"
    )
    # The code and not the row: a corrected notice is another row of the same stage.
    stage_code = models.SlugField("针对的阶段", max_length=24)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    name = PersonalText("姓名", shown=(1, 0))
    phone = PersonalText("电话", shown=(3, 4))
    address = PersonalText("通信地址", shown=(3, 0))
    text = PersonalText("内容", shown=(0, 0))
    signatories = models.PositiveIntegerField("联名人数", default=1, validators=[MinValueValidator(1)])
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    received_on = models.DateField("收到日期")
    is_late = models.BooleanField("期满后收到", default=False)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登记人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVED)
    forwarded_on = models.DateField("转听证日期", null=True, blank=True)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome, blank=True)
    answer = PersonalText("答复", shown=(0, 0))
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    erased_at = models.DateTimeField("个人信息销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征地意见"
        ordering = ["received_on", "pk"]
        indexes = [
            models.Index(fields=["case", "state"], name="objections_case_state"),
            models.Index(fields=["state", "received_on"], name="objections_state_received"),
        ]
        constraints = [
            models.CheckConstraint(
                name="objections_answered_has_outcome",
                condition=Q(state=State.ANSWERED) ^ Q(outcome="", answered_at__isnull=True),
                violation_error_message="已答复的要有处理结果和答复时间",
            ),
            models.CheckConstraint(name="objections_signed_by_one", condition=Q(signatories__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Receipt(AnyReceipt):
    """The way from number and code to the row. Gone when the row is erased."""

    objection = models.OneToOneField(Objection, on_delete=models.CASCADE, related_name="receipt")

    class Meta:
        verbose_name = verbose_name_plural = "意见回执"


class Membership(models.Model):
    """How many members the collective of a village has, as staff state it: what 多数 of 条例 28 is measured by."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    village = models.ForeignKey(Region, verbose_name="村", on_delete=models.PROTECT, related_name="+")
    members = models.PositiveIntegerField("集体经济组织成员数", validators=[MinValueValidator(1)])
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField("填报时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "集体成员数"
        constraints = [models.UniqueConstraint(fields=["case", "village"], name="objections_membership_once")]

    def __str__(self) -> str:
        return f"{self.village} {self.members}"
