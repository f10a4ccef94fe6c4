"""The menu of the desk: one line an entry, by section, shown to those whose scope has something to do there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from layers.staff.models import CONTENT_ROLES, READING_ROLES, Role
from layers.staff.scope import Scope, scope_for
from portal.desk.noun import DESK_NOUNS, Section, reads_content


def anybody(scope: Scope) -> bool:
    return True


def has(*roles: Role) -> Callable[[Scope], bool]:
    return lambda scope: any(scope.has(role) for role in roles)


@dataclass(frozen=True)
class Entry:
    """A page of the desk; ``url_name`` without ``desk:``."""

    section: Section
    name: str
    url_name: str
    is_for: Callable[[Scope], bool] = anybody
    arguments: tuple[str, ...] = ()
    icon: str = "list"

    @property
    def url(self) -> str:
        return reverse(f"desk:{self.url_name}", args=self.arguments)


PAGES = [
    Entry(Section.MINE, "我的工作", "home", icon="home"),
    Entry(Section.MINE, "履职看板", "duties", reads_content, icon="check"),
    Entry(Section.MINE, "考核", "assessment", reads_content, icon="check"),
    Entry(Section.MINE, "公告张贴", "postings", has(Role.EDITOR), icon="pin"),
    Entry(Section.MINE, "公开栏查看", "boards", has(Role.EDITOR), icon="pin"),
    Entry(Section.MINE, "现场出示", "on_site", has(*CONTENT_ROLES), icon="document"),
    Entry(Section.MINE, "个人信息提示", "screenings", reads_content, icon="check"),
    Entry(Section.MINE, "我的账号", "account", icon="user"),
    Entry(Section.LAND, "确认补偿标准", "compensation_tables", has(Role.PUBLISHER), icon="check"),
    Entry(Section.MAP, "底图校准", "basemap", reads_content, icon="map"),
    Entry(Section.SERVICES, "扫码次数", "item_scans", reads_content, icon="qr"),
    Entry(
        Section.SERVICES,
        "事项来源",
        "item_sources",
        has(*READING_ROLES, Role.SECURITY_ADMINISTRATOR),
        icon="share",
    ),
    Entry(Section.MEDIA, "视频原片", "footage", reads_content, icon="video"),
    Entry(Section.ZONES, "专区六统一", "zones", reads_content, icon="check"),
    Entry(Section.ZONES, "设备报修", "zone_devices", has(Role.EDITOR), icon="warning"),
    Entry(Section.ZONES, "一体机", "kiosks", reads_content, icon="phone"),
    Entry(Section.LETTERS, "依申请公开", "foi", reads_content, icon="document"),
    Entry(Section.LETTERS, "征地意见", "objections", reads_content, icon="document"),
    Entry(Section.LETTERS, "办事咨询", "questions", reads_content, icon="party"),
    Entry(Section.LETTERS, "群众报错", "reports", reads_content, icon="bell"),
    Entry(Section.LETTERS, "订阅通知", "notices", reads_content, icon="bell"),
    Entry(Section.ADMIN, "使用情况", "usage", reads_content, icon="list"),
    Entry(Section.ADMIN, "导入数据", "imports", reads_content, icon="layers"),
    Entry(Section.ADMIN, "导入单位", "import_organisations", has(Role.EDITOR), icon="share"),
    Entry(Section.ADMIN, "账号", "accounts", has(Role.SECURITY_ADMINISTRATOR), icon="party"),
    Entry(
        Section.ADMIN,
        "同事手机号",
        "contacts",
        has(*READING_ROLES, Role.SECURITY_ADMINISTRATOR),
        icon="phone",
    ),
    Entry(Section.ADMIN, "运行情况", "operations", has(Role.SYSTEM_ADMINISTRATOR), icon="check"),
    Entry(Section.ADMIN, "审计", "audit", has(Role.AUDITOR, Role.AUDIT_ADMINISTRATOR), icon="check"),
]


def entries() -> list[Entry]:
    """In the order of each section: the records that one works on, the pages, what is set up once."""
    daily: list[Entry] = []
    once: list[Entry] = []
    for slug, noun in DESK_NOUNS.items():
        entry = Entry(noun.section, noun.title, "list", reads_content, (slug,), noun.icon)
        (once if noun.is_setup else daily).append(entry)
    return [*daily, *PAGES, *once]


def menu_for(request: HttpRequest) -> dict[str, Any]:
    """What who asks may open, by section, and which of it is open: the entry whose address is the longest beginning of
    this one."""
    scope = scope_for(request)
    shown = [(entry, entry.url) for entry in entries() if entry.is_for(scope)]
    here = max((url for _, url in shown if request.path.startswith(url)), key=len, default="")
    sections: dict[Section, list[dict[str, Any]]] = {section: [] for section in Section}
    name = ""
    for entry, url in shown:
        is_here = url == here
        name = entry.name if is_here else name
        told = {"name": entry.name, "url": url, "icon": entry.icon, "is_here": is_here}
        sections[entry.section].append(told | {"is_page": url == request.path})
    return {
        "here": name,
        "sections": [
            {"section": section, "entries": found, "is_here": any(one["is_here"] for one in found)}
            for section, found in sections.items()
            if found
        ],
    }
