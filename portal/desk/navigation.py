"""The left side of the desk: one line an entry, shown to those whose scope has something to do there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from layers.staff.models import CONTENT_ROLES, READING_ROLES, Role
from layers.staff.scope import Scope, scope_for
from portal.desk.nouns import DESK_NOUNS, reads_content


def anybody(scope: Scope) -> bool:
    return True


def has(*roles: Role) -> Callable[[Scope], bool]:
    return lambda scope: any(scope.has(role) for role in roles)


@dataclass(frozen=True)
class Entry:
    """A page of the desk; ``url_name`` without ``desk:``."""

    name: str
    url_name: str
    is_for: Callable[[Scope], bool] = anybody
    arguments: tuple[str, ...] = ()
    icon: str = "list"

    @property
    def url(self) -> str:
        return reverse(f"desk:{self.url_name}", args=self.arguments)


ENTRIES = [
    Entry("我的工作", "home", icon="home"),
    Entry("履职看板", "duties", reads_content, icon="check"),
    Entry("现场出示", "on_site", has(*CONTENT_ROLES), icon="document"),
    Entry("公告张贴", "postings", has(Role.EDITOR), icon="pin"),
    Entry("公开栏查看", "boards", has(Role.EDITOR), icon="pin"),
    Entry("设备报修", "zone_devices", has(Role.EDITOR), icon="warning"),
    Entry("专区六统一", "zones", reads_content, icon="check"),
    Entry("视频原片", "footage", reads_content, icon="video"),
    Entry("一体机", "kiosks", reads_content, icon="phone"),
    *(Entry(noun.title, "list", reads_content, (slug,), noun.icon) for slug, noun in DESK_NOUNS.items()),
    Entry("依申请公开", "foi", reads_content, icon="document"),
    Entry("征地意见", "objections", reads_content, icon="document"),
    Entry("群众报错", "reports", reads_content, icon="bell"),
    Entry("订阅通知", "notices", reads_content, icon="bell"),
    Entry("账号", "accounts", has(Role.SECURITY_ADMINISTRATOR), icon="party"),
    Entry("同事手机号", "contacts", has(*READING_ROLES, Role.SECURITY_ADMINISTRATOR), icon="phone"),
    Entry("个人信息提示", "screenings", reads_content, icon="check"),
    Entry("导入数据", "imports", reads_content, icon="layers"),
    Entry("导入单位", "import_organisations", has(Role.EDITOR), icon="share"),
    Entry("确认补偿标准", "compensation_tables", has(Role.PUBLISHER), icon="check"),
    Entry("底图校准", "basemap", reads_content, icon="map"),
    Entry("审计", "audit", has(Role.AUDITOR, Role.AUDIT_ADMINISTRATOR), icon="check"),
    Entry("我的账号", "account", icon="user"),
]


def entries_for(request: HttpRequest) -> list[dict[str, Any]]:
    """What who asks may open, and which of it is open: the entry whose address is the longest beginning of this one."""
    shown = [entry for entry in ENTRIES if entry.is_for(scope_for(request))]
    here = max((e.url for e in shown if request.path.startswith(e.url)), key=len, default="")
    return [
        {
            "name": e.name,
            "url": e.url,
            "icon": e.icon,
            "is_here": e.url == here,
            "is_page": e.url == request.path,
        }
        for e in shown
    ]
