"""What an application can come to: the rows of the annual report (国办公开办函〔2021〕30号), and what the letter says.

The kinds are those of 条例 36 to 39; the grounds are counted apart, so each is a row of its own here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    GRANTED = "予以公开"
    PARTLY = "部分公开"
    REFUSED = "不予公开"
    UNAVAILABLE = "无法提供"
    NOT_HANDLED = "不予处理"
    OTHER = "其他处理"


@dataclass(frozen=True)
class Outcome:
    """``label`` as the report names the row; ``sentence`` is how the letter begins; ``article`` of 条例, as cited.

    ``by_event``: it follows from what the applicant did and is not chosen as an answer.
    """

    code: str
    group: Group
    label: str
    article: str
    sentence: str
    by_event: bool = False

    @property
    def is_refusal(self) -> bool:
        """Whether the applicant does not get all that was asked for: then reasons and remedies are owed."""
        return self.group is not Group.GRANTED

    @property
    def title(self) -> str:
        return self.group.value if self.label == self.group.value else f"{self.group.value}：{self.label}"


def _of(group: Group, article: str, *rows: tuple[str, str, str]) -> list[Outcome]:
    return [Outcome(code, group, label, article, sentence) for code, label, sentence in rows]


# The column of the database holds these codes.
NOT_CORRECTED, WITHDRAWN = "not_corrected", "other"
OUTCOMES = (
    Outcome("granted", Group.GRANTED, "予以公开", "第三十六条第二项", "您申请的政府信息予以公开。"),
    # Told where it stands: the report counts it with what is given (条例 36, 第一项).
    Outcome(
        "published", Group.GRANTED, "已主动公开", "第三十六条第一项", "您申请的政府信息已经主动公开，获取方式和途径如下。"
    ),
    Outcome(
        "partly", Group.PARTLY, "部分公开", "第三十七条",
        "您申请的政府信息中含有不应当公开的内容，能够作区分处理，现提供可以公开的内容，并说明其余内容不予公开的理由。",
    ),
    *_of(Group.REFUSED, "第十四条", ("secret", "属于国家秘密", "您申请的政府信息属于国家秘密，不予公开。")),
    *_of(Group.REFUSED, "第十四条", ("law", "其他法律行政法规禁止公开", "法律、行政法规禁止公开您申请的政府信息，不予公开。")),
    *_of(Group.REFUSED, "第十四条", (
        "safety", "危及“三安全一稳定”",
        "您申请的政府信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，不予公开。",
    )),
    *_of(Group.REFUSED, "第十五条、第三十二条", (
        "third_party", "保护第三方合法权益",
        "您申请的政府信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，不予公开。",
    )),
    *_of(Group.REFUSED, "第十六条第一款", (
        "internal", "属于三类内部事务信息",
        "您申请的政府信息属于行政机关的内部事务信息，包括人事管理、后勤管理、内部工作流程等方面的信息，不予公开。",
    )),
    *_of(Group.REFUSED, "第十六条第二款", (
        "process", "属于四类过程性信息",
        "您申请的政府信息属于行政机关在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息，不予公开。",
    )),
    *_of(Group.REFUSED, "第十六条第二款", (
        "enforcement", "属于行政执法案卷", "您申请的政府信息属于行政执法案卷信息，不予公开。",
    )),
    *_of(Group.REFUSED, "第三十六条第七项", (
        "enquiry", "属于行政查询事项",
        "您申请的信息属于工商、不动产登记资料等信息，有关法律、行政法规对其获取有特别规定，请依照有关规定办理。",
    )),
    *_of(Group.UNAVAILABLE, "第三十六条第四项、第五项", (
        "not_held", "本机关不掌握相关政府信息", "经检索，本机关不掌握您申请的政府信息。",
    )),
    *_of(Group.UNAVAILABLE, "第三十八条", (
        "to_be_made", "没有现成信息需要另行制作",
        "您申请的信息没有现成的，需要本机关对现有政府信息进行加工、分析，本机关不予提供。",
    )),
    *_of(Group.UNAVAILABLE, "第三十条", (
        "unclear", "补正后申请内容仍不明确", "您的申请经补正后内容仍不明确，本机关无法提供。",
    )),
    *_of(Group.NOT_HANDLED, "第三十九条第一款", (
        "complaint", "信访举报投诉类申请",
        "您以政府信息公开申请的形式进行信访、投诉、举报等活动，不作为政府信息公开申请处理，请通过相应渠道提出。",
    )),
    *_of(Group.NOT_HANDLED, "第三十六条第六项", (
        "repeated", "重复申请", "本机关已就您提出的政府信息公开申请作出答复，您重复申请公开相同政府信息，不予重复处理。",
    )),
    *_of(Group.NOT_HANDLED, "第三十九条第二款", (
        "publication", "要求提供公开出版物",
        "您要求提供政府公报、报刊、书籍等公开出版物，获取途径如下。",
    )),
    *_of(Group.NOT_HANDLED, "第三十五条", (
        "excessive", "无正当理由大量反复申请",
        "您申请公开政府信息的数量、频次明显超过合理范围，所说明的理由不合理，本机关不予处理。",
    )),
    *_of(Group.NOT_HANDLED, "第三十六条", (
        "reissue", "要求行政机关确认或重新出具已获取信息",
        "您要求对已经获取的政府信息进行确认或者重新出具，本机关不予处理。",
    )),
    Outcome(
        NOT_CORRECTED, Group.OTHER, "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "第三十条",
        "您无正当理由逾期不补正，视为放弃申请，本机关不再处理该政府信息公开申请。", by_event=True,
    ),
    Outcome(
        "unpaid", Group.OTHER, "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "第四十二条",
        "您逾期未按收费通知要求缴纳费用，视为放弃申请，本机关不再处理该政府信息公开申请。",
    ),
    Outcome(
        WITHDRAWN, Group.OTHER, "其他", "", "您已撤回申请，本机关不再处理。", by_event=True,
    ),
)  # fmt: skip
BY_CODE = {outcome.code: outcome for outcome in OUTCOMES}
CHOICES = [(outcome.code, outcome.title) for outcome in OUTCOMES]
ANSWERS = tuple(outcome for outcome in OUTCOMES if not outcome.by_event)
