"""What ``land.facts.facts_of`` gives of a stored case, of one that is proposed: its dates and villages as they shall be,
and where its notices hang already, which no draft changes."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from layers.changes.aggregate import Snapshot
from layers.land.boards import Posted, TouchedVillage
from layers.land.facts import CaseFacts, Procedure, StageFact, posted
from layers.land.models import Stage
from layers.regions.models import Kind, Region

# Code and version of a stage.
OfStage = tuple[str, int]


class ProposedFacts:
    """For the cases of these public ids, in one query, and one more for the villages of those that hang anywhere."""

    def __init__(self, keys: Iterable[str], procedure: Procedure) -> None:
        self.procedure = procedure
        self.postings = _hanging([key for key in keys if key])
        self.villages: dict[str, TouchedVillage] = {}

    def of(self, key: str, case: Snapshot) -> CaseFacts:
        """``case`` may lack what has no value: an import proposes no more than its file says."""
        hanging = self.postings.get(key, {})
        approval = case.get("approval") or {}
        return CaseFacts(
            regime=case["regime"],
            kinds=tuple(self.procedure.get(case["regime"], ())),
            stages=tuple(_stage(row, hanging) for row in case["stages"] if row["kind"] and row["posted_on"]),
            approved_on=_day(approval.get("issued_on")),
            received_on=_day(approval.get("received_on")),
            terminated_on=_day(case.get("terminated_on")),
            villages=self._villages(case) if hanging else (),
        )

    def _villages(self, case: Snapshot) -> tuple[TouchedVillage, ...]:
        codes = [row["village"] for row in case["case_villages"] if row["village"]]
        for region in (
            Region.objects.filter(code__in=set(codes) - set(self.villages))
            .select_related("manage_parent")
            .only("code", "name", "kind", "manage_parent__name")
        ):
            town = region.manage_parent
            self.villages[region.code] = TouchedVillage(
                region.pk,
                region.name,
                region.kind == Kind.VILLAGE,
                region.manage_parent_id,
                town.name if town else "",
            )
        return tuple(self.villages[code] for code in codes if code in self.villages)


def _stage(row: Mapping[str, Any], hanging: Mapping[OfStage, tuple[Posted, ...]]) -> StageFact:
    code, version = row["kind"]["code"], row.get("version") or 1
    return StageFact(
        code,
        dt.date.fromisoformat(row["posted_on"]),
        _day(row.get("closed_on")),
        version,
        postings=hanging.get((code, version), ()),
    )


def _hanging(keys: list[str]) -> dict[str, dict[OfStage, tuple[Posted, ...]]]:
    found: dict[str, dict[OfStage, tuple[Posted, ...]]] = {}
    stages = Stage.objects.filter(case__public_id__in=keys, postings__isnull=False).distinct()
    told = stages.with_postings().select_related("case", "kind")
    for stage in told.only("version", "case__public_id", "kind__code"):
        of_case = found.setdefault(stage.case.public_id, {})
        of_case[stage.kind.code, stage.version] = posted(stage.told_postings)
    return found


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
