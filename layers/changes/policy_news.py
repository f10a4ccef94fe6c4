"""What a released change of a policy means to who subscribed to one of its classes: a new one, its end, another time to apply."""

import datetime as dt

from django.utils import timezone
from django.utils.text import Truncator

from layers.changes.aggregate import Snapshot
from layers.changes.case_news import FRESH_DAYS
from layers.changes.models import Proposed
from layers.organisations.models import Organisation
from layers.policies.models import Validity
from layers.subscriptions.announcing import News, announce
from layers.subscriptions.notices import TopicKind

# What happened must still fit behind it.
LONGEST_TITLE = 40
APPLYING = ("apply_from", "apply_until")


def announce_policies(change_set: str, rows: list[Proposed]) -> None:
    told = [(row, what) for row in rows if (what := what_is_new(row.before, row.after))]
    offices = {(row.after or row.before or {})["organisation"] for row, _ in told}
    found = Organisation.objects.filter(public_id__in=offices)
    named = {
        office: (region, name)
        for office, region, name in found.values_list("public_id", "region__code", "name")
    }
    announce(
        _news(change_set, row, what, *named[(row.after or row.before or {})["organisation"]])
        for row, what in told
    )


def what_is_new(before: Snapshot | None, after: Snapshot | None) -> str:
    """In a few words; "" for a change that nobody subscribed for, such as another wording of the summary."""
    if after is None:
        return "已撤回" if before else ""
    if before is None:
        # An old policy that is entered now is a record, no news.
        since = (timezone.localdate() - dt.timedelta(days=FRESH_DAYS)).isoformat()
        return ("的解读已发布" if after["interprets"] else "已发布") if after["issued_on"] >= since else ""
    if after["validity"] != before["validity"]:
        return f"现在是“{Validity(after['validity']).label}”"
    if after["is_applied_for"] and any(after[name] != before[name] for name in APPLYING):
        return "的申报时间有变化"
    return ""


def _news(change_set: str, row: Proposed, what: str, region: str, office: str) -> News:
    told = row.after or row.before or {}
    # Who follows a class that the policy was taken out of is told, too.
    classes = {
        one["policy_class"] for snapshot in (row.before, row.after) if snapshot for one in snapshot["classes"]
    }
    return News(
        event=f"{change_set}:policy:{row.key}",
        kind="policy",
        title=f"“{Truncator(told['title']).chars(LONGEST_TITLE)}”{what}",
        about=told["title"],
        place=office,
        address=f"/policies/{row.key}",
        region=region,
        organisation=told["organisation"],
        topics=frozenset((TopicKind.POLICY_CLASS.value, code) for code in classes),
    )
