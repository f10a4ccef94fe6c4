"""What a released change of a land case means to who subscribed to it or to one of its villages: a new notice, a new
file, its end or its withdrawal. One notice a case and release, so that nobody is told the same thing four times."""

import datetime as dt

from django.utils import timezone

from layers.changes.aggregate import Snapshot
from layers.changes.case_files import DOCUMENT, SHA256
from layers.changes.models import Proposed
from layers.land.catalogue import Audience
from layers.land.models import StageKind
from layers.regions.everyday import everyday_name
from layers.regions.models import Region
from layers.subscriptions.announcing import News, announce
from layers.subscriptions.topics import villages

# An old case that is entered now is a record, no news: a county loads a thousand of them in one evening.
FRESH_DAYS = 60


def announce_cases(change_set: str, rows: list[Proposed]) -> None:
    names = {(kind.regime, kind.code): kind.name for kind in StageKind.objects.all()}
    told = [(row, what) for row in rows if (what := what_is_new(row.before, row.after, names))]
    codes = {code for row, _ in told for code in _villages(row)}
    called = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    announce(_news(change_set, row, what, called) for row, what in told)


def what_is_new(before: Snapshot | None, after: Snapshot | None, names: dict[tuple[str, str], str]) -> str:
    """In a few words; "" for a change that nobody subscribed for, such as another telephone number."""
    if after is None:
        return "征地信息已撤回" if before else ""
    if before is None and not _is_fresh(after):
        return ""
    stages = [
        row for row in after["stages"] if _stage(row) not in {_stage(one) for one in _rows(before, "stages")}
    ]
    if stages:
        newest = max(stages, key=lambda row: (row["posted_on"] or "", row["version"]))
        corrected = "（更正）" if newest["version"] > 1 else ""
        more = f"等 {len(stages)} 项" if len(stages) > 1 else ""
        return f"{names[newest['kind']['regime'], newest['kind']['code']]}{corrected}{more}"
    if after["terminated_on"] and not (before or {}).get("terminated_on"):
        return "征地已终止"
    files = _files(after) - _files(before)
    return f"公布了 {len(files)} 份新文件" if files else ""


def _is_fresh(after: Snapshot) -> bool:
    newest = max((row["posted_on"] for row in after["stages"] if row["posted_on"]), default="")
    return newest >= (timezone.localdate() - dt.timedelta(days=FRESH_DAYS)).isoformat()


def _stage(row: Snapshot) -> tuple[str, int]:
    return row["kind"]["code"], row["version"]


def _rows(snapshot: Snapshot | None, name: str) -> list[Snapshot]:
    return snapshot[name] if snapshot else []


def _files(snapshot: Snapshot | None) -> set[tuple[str, str]]:
    """Public ones, by the bytes: a new title is no new file."""
    return {
        (row["version"][DOCUMENT], row["version"][SHA256])
        for row in _rows(snapshot, "case_documents")
        if row["audience"] == Audience.PUBLIC and row["version"]
    }


def _villages(row: Proposed) -> list[str]:
    """A village that was taken off the case is told, too."""
    both = [*_rows(row.after, "case_villages"), *_rows(row.before, "case_villages")]
    return list(dict.fromkeys(one["village"] for one in both))


def _news(change_set: str, row: Proposed, what: str, called: dict[str, str]) -> News:
    told = row.after or row.before or {}
    codes = _villages(row)
    others = f"等 {len(codes)} 村" if len(codes) > 1 else ""
    return News(
        event=f"{change_set}:case:{row.key}",
        kind="land" if row.after else "land_withdrawn",
        title=what,
        about=told["name"],
        place=f"{everyday_name(called[codes[0]])}{others}",
        address=f"/c/{row.key}",
        region=told["county"],
        organisation=told["organisation"],
        topics=frozenset({("case", row.key)} | villages(codes)),
    )
