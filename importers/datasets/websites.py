"""政府网站: a row is one site or platform, found by its address."""

from collections.abc import Hashable

from importers.cells import date, one_of, text, truth
from importers.columns import Column
from importers.dataset import Listed, register
from importers.owned import Owned, propose, with_offices
from layers.channels.models import Website
from layers.staff.models import Role

KINDS = {str(label): value for value, label in Website.Kind.choices}
FRAMINGS = {str(label): value for value, label in Website.Framing.choices}
COLUMNS = (
    Column("address", "网址", text(300), True, "https://www.example.com/", "以 https:// 或 http:// 开头的完整网址", 36,
           synonyms=("首页网址", "网站地址", "域名地址", "链接")),
    Column("name", "网站名称", text(120), help="新的网站要写", example="示例网站", width=28,
           synonyms=("名称", "网站", "平台名称")),
    Column("kind", "类型", one_of(KINDS), help="新的网站要写", example="部门网站", options=tuple(KINDS),
           synonyms=("网站类型", "类别")),
    Column("organisation", "主办单位", text(140), help="单位全称；新的网站要写", width=28,
           synonyms=("单位", "主管单位", "责任单位")),
    Column("site_code", "网站标识码", text(10), help="10 位，印在网站底部", synonyms=("标识码",)),
    Column("summary", "一句话介绍", text(120), width=32, synonyms=("简介",)),
    Column("framing", "嵌入", one_of(FRAMINGS), options=tuple(FRAMINGS), help="试过没有，能不能嵌在别的页面里"),
    Column("is_working", "能正常打开", truth, options=("是", "否"), synonyms=("是否正常", "能否打开")),
    Column("checked_on", "检查于", date, help="如 2026-01-31", synonyms=("检查日期",)),
)  # fmt: skip


def there() -> dict[Hashable, str]:
    return dict(Website.objects.filter(withdrawn_at__isnull=True).values_list("address", "public_id"))


OWNED = Owned(lambda values, office: values["address"], there, at="address", called="网站")
WEBSITES = register(
    Listed(
        name="websites",
        title="政府网站",
        noun="website",
        role=Role.EDITOR,
        columns=lambda by: with_offices(COLUMNS, by),
        propose=lambda listing: propose(listing, OWNED),
        hint="一行一个网站，按网址找。空着的格不改原来的。",
    )
)
