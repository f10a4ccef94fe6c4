"""政务新媒体账号: a row is one account, found by its platform and its name there."""

from collections.abc import Hashable

from importers.cells import date, one_of, text
from importers.columns import Column
from importers.dataset import Listed, register
from importers.owned import Owned, propose, with_offices
from layers.channels.models import OfficialAccount
from layers.staff.models import Role

PLATFORMS = {str(label): value for value, label in OfficialAccount.Platform.choices}
COLUMNS = (
    Column("platform", "平台", one_of(PLATFORMS), True, "微信公众号", options=tuple(PLATFORMS),
           synonyms=("平台类型", "所属平台", "账号类型")),
    Column("name", "账号名称", text(80), True, "示例发布", "平台上的名称", 24,
           synonyms=("名称", "账号", "新媒体名称", "公众号名称")),
    Column("organisation", "主办单位", text(140), help="单位全称；新的账号要写", width=28,
           synonyms=("单位", "开设单位", "主管单位", "运营单位", "责任单位")),
    Column("handle", "官方号", text(60), help="微信号、微博号、抖音号", synonyms=("微信号", "账号ID", "抖音号", "微博号")),
    Column("registration_no", "备案标识", text(40), synonyms=("备案号", "新媒体标识码", "标识码")),
    Column("address", "二维码内容（网址）", text(300), help="扫码后打开的网址，以 https:// 开头；新的账号要写",
           example="https://example.com/fabu", width=36, synonyms=("网址", "链接", "二维码内容", "主页地址")),
    Column("summary", "一句话介绍", text(120), width=32, synonyms=("简介", "功能介绍")),
    Column("last_post_on", "最近更新", date, help="如 2026-01-31", synonyms=("最近更新日期", "更新日期", "最后更新时间")),
    Column("verified_on", "核实于", date, help="如 2026-01-31", synonyms=("核实日期",)),
)  # fmt: skip


def there() -> dict[Hashable, str]:
    rows = OfficialAccount.objects.filter(withdrawn_at__isnull=True)
    return {
        (platform, name): key for platform, name, key in rows.values_list("platform", "name", "public_id")
    }


OWNED = Owned(lambda values, office: (values["platform"], values["name"]), there, at="name", called="账号")
ACCOUNTS = register(
    Listed(
        name="official_accounts",
        title="政务新媒体账号",
        noun="official_account",
        role=Role.EDITOR,
        columns=lambda by: with_offices(COLUMNS, by),
        propose=lambda listing: propose(listing, OWNED),
        hint="一行一个账号，按平台和名称找。空着的格不改原来的。",
    )
)
