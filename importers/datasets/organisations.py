"""单位: the rows become one change set, which is reviewed and published like any other. An empty cell changes nothing."""

import hashlib

from django.db.models import Q

from geo.errors import BadInput
from importers.cells import phone, text
from importers.columns import Column, Record, read_records
from importers.outcome import UNCHANGED, Line, Outcome, collect
from importers.sheet import Sheet
from importers.within import Within
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json, snapshots
from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.staff.models import Role, User
from layers.staff.scope import Scope, scope_of

TITLE = "单位"
ROLE = Role.EDITOR
MOST_ROWS = 2_000

COLUMNS = (
    Column("name", "名称", text(120), True, "湖滨镇便民服务中心", "单位全称", 32),
    Column("short_name", "简称", text(40), False, ""),
    Column("uscc", "统一社会信用代码", text(18), False, "", "18 位", 24),
    Column("region", "区划", text(120), True, "示例镇 990101100000", "12 位代码，或从县写起的全名", 28),
    Column("parent", "上级单位", text(140), False, "湖滨镇人民政府", "单位全称，须已公布", 32),
    Column("phone", "办公电话", phone(60), False, "0530-5550000", "如 0530-5550000"),
    Column("hours", "办公时间", text(120), False, "工作日 8:30-17:30", "", 24),
    Column("address", "地址", text(200), False, "", "", 32),
)
BY_NAME = {column.name: column for column in COLUMNS}


class OrganisationsOutcome(Outcome):
    """``change_set``: the draft, after the real run."""

    change_set: ChangeSet | None = None


def columns(by: User) -> tuple[Column, ...]:
    """With the lists that ``by`` may choose from."""
    return Within.of(scope_of(by), ROLE).with_lists(COLUMNS, "region", "parent")


def run(by: User, sheet: Sheet, *, trial: bool) -> OrganisationsOutcome:
    """Says what the sheet would change; unless it is a ``trial`` or has a problem, drafts all of it as one set.

    The same sheet of the same person a second time gives the draft that is there.
    """
    records, samples = read_records(sheet, COLUMNS)
    outcome, scope = OrganisationsOutcome(samples=samples), scope_of(by)
    within = Within.of(scope, ROLE)
    seen: dict[tuple[str, ...], int] = {}
    meant: list[tuple[Record, Proposal]] = []
    for record in records:
        region = within.region(record, BY_NAME["region"])
        parent = within.organisation(record, BY_NAME["parent"])
        _refuse_twin(record, region, seen)
        if not record.problems and region is not None:
            proposal = _proposal(record, region, parent, scope)
            if proposal is not None:
                meant.append((record, proposal))
    wanted = _completed(meant, outcome)
    collect(outcome, records)
    if wanted and not trial and not outcome.problems:
        outcome.change_set = draft_rows(
            "organisation",
            by,
            wanted,
            kind=ChangeSet.Kind.IMPORT,
            title=f"导入单位 {len(wanted)} 条：{sheet.file_name}"[:200],
            idempotency_key=_digest(by, wanted),
        )
    return outcome


def _proposal(record: Record, region: Region, parent: Organisation | None, scope: Scope) -> Proposal | None:
    """None, with the reason beside the row, for what this person may not propose."""
    given: Snapshot = {name: value for name, value in record.values.items() if value is not None}
    given |= {"region": region.code} | ({"parent": parent.public_id} if parent else {})
    there = _there(given, region)
    if there is not None and there.withdrawn_at:
        record.fault(BY_NAME["uscc"], f"这个代码是已撤回的{there}的", "先撤销那次撤回，或核对代码")
    elif there is not None and not scope.covers(ROLE, there.region.path, there.pk):
        record.fault(BY_NAME["uscc"], "已有单位用这个代码，不在您的范围之内", "核对代码")
    elif not scope.covers(ROLE, region.path, there.pk if there else parent.pk if parent else None):
        record.fault(BY_NAME["region"], "这里的单位不由您编辑", "写您单位之下的上级单位")
    else:
        return Proposal(key=there.public_id if there else "", after=given)
    return None


def _completed(meant: list[tuple[Record, Proposal]], outcome: Outcome) -> list[Proposal]:
    """What was given set over what is public, which is one query; without the rows that change nothing."""
    noun = noun_of("organisation")
    public = snapshots(noun, [proposal.key for _, proposal in meant if proposal.key])
    wanted = []
    for record, proposal in meant:
        before = public.get(proposal.key)
        try:
            after = noun.canonical({**(before or {}), **(proposal.after or {})})
            noun.complete(after)
        except BadInput as problem:
            record.fault(BY_NAME.get(problem.parameter or "", BY_NAME["name"]), problem.message)
            continue
        changed = [name for name in BY_NAME if before is not None and before[name] != after[name]]
        verb = "新增单位" if before is None else "修改" if changed else UNCHANGED
        told = (f"{BY_NAME[name].title}：{_shown(before, name)} → {_shown(after, name)}" for name in changed)
        outcome.lines.append(Line(record.row, verb, after["name"], "；".join(told)))
        if verb != UNCHANGED:
            wanted.append(Proposal(key=proposal.key, after=after))
    return wanted


def _shown(snapshot: Snapshot | None, name: str) -> str:
    return str((snapshot or {}).get(name) or "（空）")


def _there(given: Snapshot, region: Region) -> Organisation | None:
    """The same code, or the same name in the same region, is the same organisation."""
    same = Q(name=given["name"], region=region, withdrawn_at__isnull=True)
    if given.get("uscc"):
        same = Q(uscc=given["uscc"]) | (same & Q(uscc=""))
    found = Organisation.objects.filter(same).select_related("region").order_by("-uscc", "pk")
    return found.defer("region__area", "region__public_area").first()


def _refuse_twin(record: Record, region: Region | None, seen: dict[tuple[str, ...], int]) -> None:
    """Two rows of one organisation: which of them is meant, nobody can say."""
    given = record.values
    keys: list[tuple[str, ...]] = [(str(given["uscc"]),)] if given.get("uscc") else []
    if region is not None and given.get("name"):
        keys.append((str(given["name"]), region.code))
    for key in keys:
        if key in seen:
            record.fault(BY_NAME["name"], f"与第 {seen[key]} 行是同一单位", "只留一行")
            return
    seen |= dict.fromkeys(keys, record.row)


def _digest(by: User, wanted: list[Proposal]) -> str:
    content = [[proposal.key, proposal.after] for proposal in wanted]
    return f"import-{by.pk}-{hashlib.sha256(canonical_json(content)).hexdigest()[:40]}"
