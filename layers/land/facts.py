"""What the status of a case is computed from: the dates of its stages, their postings and its approval, nothing else."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.land.boards import Board, Posted, Start, TouchedVillage, boards, start
from layers.land.models import Case
from layers.land.procedure import Regime, StageKind
from layers.regions.everyday import everyday_name

OLD_REGIMES = frozenset({Regime.PRE_2004, Regime.FROM_2004})
# The stage kinds of each regime, in order of procedure.
Procedure = dict[str, list[StageKind]]


@dataclass(frozen=True)
class StageFact:
    """A stage as it was recorded. A corrected notice is a new version; the newest one counts."""

    code: str
    posted_on: dt.date
    closed_on: dt.date | None = None
    version: int = 1
    stage_id: int | None = None
    issuer: str = ""
    doc_no: str = ""
    note: str = ""
    postings: tuple[Posted, ...] = ()


@dataclass(frozen=True)
class CaseFacts:
    """``kinds`` are the stage kinds of the regime of the case, in order; ``villages`` say where its notices hang."""

    regime: str
    kinds: tuple[StageKind, ...]
    stages: tuple[StageFact, ...] = ()
    approved_on: dt.date | None = None
    received_on: dt.date | None = None
    terminated_on: dt.date | None = None
    villages: tuple[TouchedVillage, ...] = ()
    _kinds: dict[str, StageKind] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._kinds.update({kind.code: kind for kind in self.kinds})

    @property
    def is_old_procedure(self) -> bool:
        return self.regime in OLD_REGIMES

    @property
    def is_of_houses(self) -> bool:
        return self.regime == Regime.HOUSES

    def kind(self, code: str) -> StageKind | None:
        return self._kinds.get(code)

    def versions(self, code: str) -> list[StageFact]:
        """All recorded versions of a stage, the newest first."""
        found = [stage for stage in self.stages if stage.code == code]
        return sorted(found, key=lambda stage: stage.version, reverse=True)

    def stage(self, code: str, today: dt.date | None = None) -> StageFact | None:
        """The newest version of a stage posted by ``today``: a notice dated ahead is not there yet."""
        reached = (stage for stage in self.versions(code) if today is None or stage.posted_on <= today)
        return next(reached, None)

    def boards(self, code: str) -> list[Board]:
        """Where a notice of that stage has to hang."""
        kind = self.kind(code)
        return boards(kind.required_places, self.villages) if kind else []

    def start(self, stage: StageFact) -> Start:
        """From which day its period runs: the last board where it has to hang, else its own date."""
        return start(stage.posted_on, self.boards(stage.code), stage.postings)

    def is_submitted(self, today: dt.date) -> bool:
        """Past the notices: what was not recorded of them by then is no longer awaited."""
        approved = self.approved_on is not None and self.approved_on <= today
        return approved or any(self.stage(code, today) for code in ("SUBMIT", "APPROVAL", "FINAL_NOTICE"))

    def reached(self, today: dt.date) -> int:
        """How far the case has come: the sort_key of its furthest stage, 0 when there is none."""
        keys = [kind.sort_key for kind in self.kinds if self.stage(kind.code, today)]
        approval = self.kind("APPROVAL")
        if approval and self.approved_on and self.approved_on <= today:
            keys.append(approval.sort_key)
        return max(keys, default=0)


def load_procedure() -> Procedure:
    """All stage kinds by regime. One query of some fifty rows."""
    procedure: Procedure = {regime: [] for regime in Regime.values}
    for kind in StageKind.objects.order_by("regime", "sort_key"):
        procedure.setdefault(kind.regime, []).append(kind)
    return procedure


def facts_of(case: Case, procedure: Procedure) -> CaseFacts:
    """The facts of one case. Without queries for a case of ``Case.objects.with_facts()``; any other is asked for anew."""
    if not hasattr(case, "told_villages"):
        case = Case.objects.with_facts().get(pk=case.pk)
    kinds = procedure.get(case.regime, [])
    codes = {kind.pk: kind.code for kind in kinds}
    approval = case.approval
    return CaseFacts(
        regime=case.regime,
        kinds=tuple(kinds),
        stages=tuple(
            StageFact(
                code=codes[stage["kind_id"]],
                posted_on=dt.date.fromisoformat(stage["posted_on"]),
                closed_on=dt.date.fromisoformat(stage["closed_on"]) if stage["closed_on"] else None,
                version=stage["version"],
                stage_id=stage["pk"],
                issuer=stage["issuer"],
                doc_no=stage["doc_no"],
                note=stage["note"],
                postings=posted(stage["postings"]),
            )
            for stage in case.told_stages
            if stage["kind_id"] in codes
        ),
        approved_on=approval.issued_on if approval else None,
        received_on=approval.received_on if approval else None,
        terminated_on=case.terminated_on,
        villages=touched(case.told_villages),
    )


def facts_of_all(cases: Iterable[Case], procedure: Procedure) -> list[tuple[Case, CaseFacts]]:
    return [(case, facts_of(case, procedure)) for case in cases]


def posted(rows: Iterable[Mapping[str, Any]]) -> tuple[Posted, ...]:
    """Rows of ``postings.told_postings``."""
    return tuple(
        Posted(
            row["kind"],
            row["region"],
            everyday_name(row["name"]),
            row["place"],
            dt.date.fromisoformat(row["posted_on"]),
            dt.date.fromisoformat(row["removed_on"]) if row["removed_on"] else None,
            row["photo"] or "",
        )
        for row in rows
    )


def touched(rows: Iterable[Mapping[str, Any]]) -> tuple[TouchedVillage, ...]:
    """Rows of ``postings.told_villages``."""
    return tuple(TouchedVillage(**row) for row in rows)
