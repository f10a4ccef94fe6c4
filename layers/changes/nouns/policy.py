"""政策 with classes and files: its organisation's, in the region of which it lies. Sections and classes are the whole city's."""

from typing import Any

from django.db.models import ProtectedError

from geo.errors import BadInput
from layers.changes import policy_news
from layers.changes.aggregate import Child, Noun, Pair, Snapshot, register
from layers.changes.attached_files import AttachedFiles
from layers.changes.found import Withdrawals, indexed, taken_back
from layers.changes.nouns.service_item import place
from layers.land.document_number import normalise
from layers.policies.files import POLICY_FILES, PolicyFile
from layers.policies.models import (
    TRANSITIONS,
    InClass,
    Policy,
    PolicyClass,
    PolicySection,
    Validity,
)
from layers.rich_text import check_links

APPLICATION = ("apply_from", "apply_until", "apply_address", "apply_where")
FILES = AttachedFiles(POLICY_FILES, "这份政策", "附件")
ENDED = ("ended_on", "ended_reason", "replaced_by")


def check(key: str, snapshot: Snapshot) -> None:
    """What no single column shows: dates in order, one number once, an end with its day and reason, an original for a 解读."""
    issued, effective, expires = (snapshot[name] for name in ("issued_on", "effective_on", "expires_on"))
    if effective and issued and effective < issued:
        raise BadInput("effective_on", "施行日期不能早于成文日期")
    if expires and (effective or issued) and expires < (effective or issued):
        raise BadInput("expires_on", "有效期至不能早于施行日期")
    if number := snapshot["doc_no_raw"]:
        normalised = normalise(number, "doc_no_raw")
        other = Policy.objects.published().filter(doc_no=normalised).exclude(public_id=key).first()
        if other is not None:
            raise BadInput("doc_no_raw", f"文号 {normalised} 已经登记，是“{other.title}”")
    check_links(snapshot["body"], "body")
    FILES.check(key, snapshot)
    _check_end(key, snapshot)
    _check_original(key, snapshot)
    _check_application(snapshot)


def _check_end(key: str, snapshot: Snapshot) -> None:
    if snapshot["validity"] == Validity.IN_FORCE:
        for name in ENDED:
            if snapshot[name]:
                raise BadInput("validity", "写了失去效力的日期、原因或替代的政策，有效性就不能是“有效”")
        return
    if not snapshot["ended_on"]:
        raise BadInput("ended_on", "不再有效的政策要写明从哪天起失去效力")
    if not snapshot["ended_reason"].strip():
        raise BadInput("ended_reason", "不再有效的政策要写明原因或依据")
    if snapshot["validity"] == Validity.REVISED and not snapshot["replaced_by"]:
        raise BadInput("replaced_by", "修订的政策要写明修订后的是哪一份")
    following, seen = snapshot["replaced_by"], {key}
    while following:
        if following in seen:
            raise BadInput("replaced_by", "替代关系绕回了这份政策自己")
        seen.add(following)
        following = (
            Policy.objects.filter(public_id=following)
            .values_list("replaced_by__public_id", flat=True)
            .first()
        )


def _check_original(key: str, snapshot: Snapshot) -> None:
    if snapshot["interprets"] is None:
        return
    original = Policy.objects.filter(public_id=snapshot["interprets"]).first()
    if snapshot["interprets"] == key or (original is not None and original.interprets_id is not None):
        raise BadInput("interprets", "解读要连到政策原文，不能连到另一份解读")
    if Policy.objects.filter(interprets__public_id=key).exists():
        raise BadInput("interprets", "这份政策自己有解读，它是原文，不能又是解读")


def _check_application(snapshot: Snapshot) -> None:
    if not snapshot["is_applied_for"]:
        if any(snapshot[name] for name in APPLICATION):
            raise BadInput("is_applied_for", "写了申报的时间、网址或地点，请勾上“需要申报”")
        return
    if not snapshot["apply_address"] and not snapshot["apply_where"]:
        raise BadInput("apply_where", "需要申报的政策，请写明网上申报网址或到哪里申报")
    first, last = snapshot["apply_from"], snapshot["apply_until"]
    if first and last and last < first:
        raise BadInput("apply_until", "申报截止不能早于申报开始")


def demand(rows: list[Pair]) -> None:
    """An act leads on, as the machine says; back leads only the undoing of the act."""
    for before, after in rows:
        if before is None or before["validity"] == after["validity"]:
            continue
        was, becomes = Validity(before["validity"]), Validity(after["validity"])
        if becomes not in TRANSITIONS[was]:
            raise BadInput(
                "validity",
                f"“{after['title']}”已经是“{was.label}”，不能改为“{becomes.label}”；登记错了请撤销那次变更",
            )


def number(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["doc_no"] = normalise(row["doc_no_raw"], "doc_no_raw") if row["doc_no_raw"] else ""


def _refuse_an_original(public_id: str) -> None:
    if Policy.objects.published().filter(interprets__public_id=public_id).exists():
        raise BadInput("interprets", "这份政策还有公开的解读，请先撤回解读")


def show(keys: list[str], is_preview: bool) -> None:
    indexed("policy")(keys, is_preview)
    FILES.publish(keys, is_preview)


def take_back(withdrawals: Withdrawals) -> None:
    taken_back(Policy, "政策", kind="policy", refuse=_refuse_an_original)(withdrawals)
    FILES.take_back(withdrawals)


def remove(model: type[PolicySection] | type[PolicyClass], title: str, instead: str) -> Any:
    def of(withdrawals: list[tuple[str, str, str]]) -> None:
        try:
            model._default_manager.filter(code__in=[code for code, *_ in withdrawals]).delete()
        except ProtectedError:
            raise BadInput("code", f"这个{title}下还有政策，{instead}") from None

    return of


register(
    Noun(
        name="policy_section", title="政策版块", model=PolicySection, key="code",
        fields=("name", "sort_key", "retired_on"),
        withdraw=remove(PolicySection, "版块", "不能删除；不再用的版块请写停用日期，原来的链接照样能打开"),
        is_lasting=False, order=4,
    )
)  # fmt: skip
register(
    Noun(
        name="policy_class", title="政策类别", model=PolicyClass, key="code",
        fields=("name", "sort_key", "is_confirmed"),
        withdraw=remove(PolicyClass, "类别", "请先把它们移到别的类别"), is_lasting=False, order=4,
    )
)  # fmt: skip
register(
    Noun(
        name="policy",
        title="政策",
        model=Policy,
        fields=(
            "title", "doc_no_raw", "organisation", "section", "interprets", "issued_on", "effective_on", "expires_on",
            "validity", "ended_on", "ended_reason", "replaced_by", "summary", "body", "is_applied_for", *APPLICATION,
        ),
        children=(
            Child(model=InClass, name="classes", label="所属类别", parent="policy", fields=("policy_class",),
                  identity=("policy_class",)),
            Child(model=PolicyFile, name="policy_files", label="附件", parent="policy",
                  fields=("document", "version", "sort_key"), identity=("document",)),
        ),
        label=lambda snapshot: str(snapshot.get("title") or "未命名"),
        derived=("doc_no",),
        place=place,
        check=check,
        demand=demand,
        prepare=number,
        publish=show,
        withdraw=take_back,
        leave=FILES.leave,
        files=FILES.files,
        attach=FILES.attach,
        file_rows=FILES.rows,
        announce=policy_news.announce_policies,
        order=6,
    )
)  # fmt: skip
