"""/staff/audit/: the trail, for auditors and audit administrators. They read; nothing here can be changed by anybody."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.check import last_check
from layers.audit.models import AuditEntry, AuditSeal, AuditSealed
from layers.audit.record import record
from layers.audit.seals import unsealed
from layers.audit.trail import entries_for, on_day, page_of
from layers.audit.words import ACTIONS, action_title, changed_columns, details, noun_title, titles
from layers.changes.errors import NotSeen
from layers.regions.models import Region
from layers.staff.models import Role, User
from layers.staff.scope import scope_for
from portal.desk.refusals import only_for

AUDITORS = (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
LONGEST = 150
EXPORTED_AT_ONCE = 2_000
LARGEST_KEY = 2**63 - 1
COLUMNS = (
    "编号",
    "时间",
    "人员",
    "来源地址",
    "动作",
    "对象",
    "行数",
    "主键",
    "被拒绝",
    "变更批次",
    "请求编号",
    "详情",
)


@dataclass(frozen=True)
class Told:
    """An entry in words."""

    entry: AuditEntry
    action: str
    noun: str
    columns: list[str]

    @property
    def who(self) -> str:
        return self.entry.actor_name or "匿名"


def told(entry: AuditEntry) -> Told:
    return Told(entry, action_title(entry.action), noun_title(entry.noun), changed_columns(entry))


@dataclass(frozen=True)
class Filters:
    """What is asked for; each is optional."""

    day: dt.date | None = None
    person: str = ""
    action: str = ""
    noun: str = ""
    refused: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """Raises BadInput that names the parameter. Actions and nouns go by their Chinese name or their own."""
        given = {name: request.GET.get(name, "").strip() for name in ("day", "person", "action", "noun")}
        for name, value in given.items():
            if len(value) > LONGEST:
                raise BadInput(name, f"最多 {LONGEST} 个字")
        actions = {title: action for action, title in ACTIONS.items()}
        tables = {title: table for table, title in titles().items()}
        return cls(
            day=day_of(given["day"]) if given["day"] else None,
            person=given["person"],
            action=actions.get(given["action"], given["action"]),
            noun=tables.get(given["noun"], given["noun"]),
            refused=request.GET.get("refused") == "1",
        )

    def among(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        if self.action:
            entries = entries.filter(action=self.action)
        if self.noun:
            entries = entries.filter(noun=self.noun)
        if self.refused:
            entries = entries.filter(refused=True)
        if self.person:
            named = User.objects.filter(Q(username__iexact=self.person) | Q(display_name=self.person))
            keys = list(named.values_list("pk", flat=True)[:20])
            # Who has no account (any more) is known by the name of then.
            entries = entries.filter(actor_id__in=keys) if keys else entries.filter(actor_name=self.person)
        return on_day(entries, self.day) if self.day else entries


@only_for(*AUDITORS)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The newest first; ?before= goes on to older ones."""
    filters = Filters.of(request)
    rows, before = page_of(filters.among(_seen(request)), _key(request.GET.get("before", "")))
    kept = {name: value for name, value in request.GET.items() if name != "before" and value}
    context = {
        "entries": [told(entry) for entry in rows],
        "older": urlencode({**kept, "before": before}) if before else "",
        "filters": filters,
        "action": action_title(filters.action),
        "noun": noun_title(filters.noun),
        "actions": ACTIONS.values(),
        "nouns": sorted(set(titles().values())),
        "unsealed": unsealed(),
        "seal": AuditSeal.objects.order_by("-id").first(),
        "check": last_check(),
        "today": timezone.localdate(),
    }
    return render(request, "desk/audit.html", context)


@only_for(*AUDITORS)
@require_safe
def entry(request: HttpRequest, key: int) -> HttpResponse:
    found = _seen(request).filter(pk=key).first()
    if found is None:
        raise NotSeen
    sealed = AuditSealed.objects.select_related("seal").filter(entry_id=found.pk).first()
    region = Region.objects.filter(path=found.region_path).values_list("name", flat=True).first()
    context = {
        "told": told(found),
        "entry": found,
        "sealed": sealed,
        "hash": bytes(sealed.hash).hex() if sealed else "",
        "region": region if found.region_path else "",
        "details": details(found),
    }
    return render(request, "desk/audit_entry.html", context)


@only_for(*AUDITORS)
@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """A day as a table, as far as the auditor sees it. That it was taken away is an entry before the first byte."""
    day = day_of(request.POST.get("day", ""))
    keys = on_day(_seen(request), day).aggregate(
        first=models.Min("pk"), last=models.Max("pk"), n=models.Count("pk")
    )
    with acting_in(request, scope=scope_for(request)):
        record("export", noun=AuditEntry, detail={"day": f"{day}", "entries": keys["n"]})
    inside = _seen(request).filter(pk__range=(keys["first"] or 0, keys["last"] or 0))
    begin = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    rows = inside.filter(at__gte=begin, at__lt=begin + dt.timedelta(days=1))
    answer = StreamingHttpResponse(_table(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{day}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _table(entries: QuerySet[AuditEntry]) -> Iterator[bytes]:
    """Rows by key, some thousands in memory at a time, the newest first."""
    writer = csv.writer(_Echo())
    # Excel takes a file for Chinese only by this mark.
    yield b"\xef\xbb\xbf" + str(writer.writerow(COLUMNS)).encode()
    before: int | None = None
    while True:
        rows, before = page_of(entries, before, size=EXPORTED_AT_ONCE)
        yield "".join(str(writer.writerow([plain(cell) for cell in _cells(row)])) for row in rows).encode()
        if before is None:
            return


def _cells(row: AuditEntry) -> list[Any]:
    words = told(row)
    return [
        row.pk, timezone.localtime(row.at).isoformat(" ", "seconds"), words.who, row.address, words.action,
        words.noun, row.row_count or "", " ".join(row.keys), "是" if row.refused else "", row.change_set or "",
        row.request_id, row.detail or "",
    ]  # fmt: skip


def plain(cell: Any) -> str:
    """As text: a name that begins with = + - @ must not run in the auditor's Excel."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def day_of(text: str) -> dt.date:
    """Raises BadInput("day"). Beyond these years no time zone can be added."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput("day", "日期应写作 2026-01-31") from None
    if not 2000 <= day.year <= 2999:
        raise BadInput("day", "没有这一天的记录")
    return day


def _seen(request: HttpRequest) -> QuerySet[AuditEntry]:
    return entries_for(scope_for(request).grants)


def _key(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > LARGEST_KEY:
        raise BadInput("before", "页码不正确")
    return int(text)
