"""政策: a row is one original, found by its 文号 in any brackets, without one by title and office.

An end of validity, a 解读 and files are each an act of their own, and are written at the desk.
"""

from collections.abc import Hashable

from django.utils.html import format_html_join

from geo.errors import BadInput
from importers.cells import Wrong, date, lines, one_of, text, truth
from importers.columns import Column
from importers.dataset import Listed, register
from importers.owned import Owned, Values, propose, with_offices
from importers.sheet import Cell
from layers.land.document_number import normalise
from layers.policies.models import Policy, PolicySection
from layers.staff.models import Role, User


def number(cell: Cell) -> str:
    """As it is written; that it is none is told here, beside the cell."""
    found: str = text(80)(cell)
    try:
        normalise(found, "doc_no_raw")
    except BadInput as problem:
        raise Wrong(problem.message, "照文件上写") from None
    return found


def body(cell: Cell) -> str:
    """Each line a paragraph."""
    found = lines(100_000)(cell)
    return str(format_html_join("", "<p>{}</p>", ([line] for line in found.split("\n") if line.strip())))


def columns(by: User | None) -> tuple[Column, ...]:
    sections = {one.name: one.code for one in PolicySection.objects.filter(retired_on__isnull=True)}
    return with_offices((
        Column("doc_no_raw", "文号", number, help="照文件上写；没有文号的不写", example="示政办字〔2026〕1号", width=24,
               synonyms=("发文字号", "文件号", "文件编号", "规范文号")),
        Column("title", "标题", text(200), True, "示例办法", "文件的全名", 40,
               synonyms=("名称", "文件名称", "政策名称", "文件标题")),
        Column("organisation", "发布机关", text(140), help="单位全称；新的政策要写", width=28,
               synonyms=("发文机关", "发文单位", "制定机关", "单位")),
        Column("section", "版块", one_of(sections), options=tuple(sections), help="群众在哪个版块里看到它"),
        Column("issued_on", "成文日期", date, help="新的政策要写，如 2026-01-31", synonyms=("发文日期", "印发日期", "发布日期")),
        Column("effective_on", "施行日期", date, synonyms=("生效日期", "实施日期")),
        Column("expires_on", "有效期至", date, synonyms=("失效日期", "有效期", "废止日期")),
        Column("summary", "一句话说明", text(200), width=32, synonyms=("摘要", "简介")),
        Column("body", "正文", body, help="一行一段", width=40, synonyms=("全文", "内容")),
        Column("is_applied_for", "需要申报", truth, options=("是", "否"), synonyms=("是否申报",)),
        Column("apply_from", "申报开始", date, synonyms=("申报开始日期",)),
        Column("apply_until", "申报截止", date, synonyms=("申报截止日期", "截止日期")),
        Column("apply_address", "网上申报网址", text(300), synonyms=("申报网址", "申报链接")),
        Column("apply_where", "到哪里申报", text(200), synonyms=("申报地点", "申报窗口")),
    ), by)  # fmt: skip


def key_of(values: Values, office: str) -> Hashable:
    if values["doc_no_raw"]:
        return normalise(values["doc_no_raw"], "doc_no_raw")
    return values["title"], office


def there() -> dict[Hashable, str]:
    found: dict[Hashable, str] = {}
    rows = Policy.objects.filter(withdrawn_at__isnull=True, interprets__isnull=True)
    for doc_no, title, office, key in rows.values_list(
        "doc_no", "title", "organisation__public_id", "public_id"
    ):
        found[doc_no or (title, office)] = key
    return found


OWNED = Owned(key_of, there, at="title", called="政策")
POLICIES = register(
    Listed(
        name="policies",
        title="政策",
        noun="policy",
        role=Role.EDITOR,
        columns=columns,
        propose=lambda listing: propose(listing, OWNED),
        hint="一行一份政策原文，按文号找；没有文号的按标题和发布机关找。空着的格不改原来的；废止、解读和附件在工作台上逐份登记。",
    )
)
