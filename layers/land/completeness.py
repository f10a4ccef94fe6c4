"""Which documents a case must have made public by now, and which of them are missing, by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from layers.land.facts import CaseFacts
from layers.land.procedure import DocumentKind, RequiredDocument

# One file may hold the whole dossier: it stands for each of its parts.
WHOLE_DOSSIER = "dossier_whole"


@dataclass(frozen=True)
class Completeness:
    required: tuple[DocumentKind, ...]
    missing: tuple[DocumentKind, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def sentence(self) -> str:
        """7 份应公开,缺 1 份:补充耕地方案."""
        if not self.required:
            return "目前没有应公开的文件"
        if self.is_complete:
            return f"{len(self.required)} 份应公开，已全部公开"
        names = "、".join(kind.name for kind in self.missing)
        return f"{len(self.required)} 份应公开，缺 {len(self.missing)} 份：{names}"

    def of_tab(self, tab: str) -> "Completeness":
        return Completeness(
            tuple(kind for kind in self.required if kind.tab == tab),
            tuple(kind for kind in self.missing if kind.tab == tab),
        )


def due_rows(facts: CaseFacts, required: Iterable[RequiredDocument], reached: int) -> list[RequiredDocument]:
    """Those whose stage, or any later one, is reached, in the order of their kinds."""
    due = [
        row
        for row in required
        if (after := facts.kind(row.after_stage)) is not None and after.sort_key <= reached
    ]
    return sorted(due, key=lambda row: row.document_kind.sort_key)


def completeness(
    facts: CaseFacts, required: Iterable[RequiredDocument], present: Iterable[str], reached: int
) -> Completeness:
    """``required``: the rows of the template of the case; ``present``: codes of document kinds that it shows;
    ``reached``: CaseFacts.reached(today)."""
    have = set(present)
    due = [row.document_kind for row in due_rows(facts, required, reached)]
    missing = [kind for kind in due if kind.code not in have and not is_in_whole(kind, have)]
    return Completeness(tuple(due), tuple(missing))


def is_in_whole(kind: DocumentKind, have: Iterable[str]) -> bool:
    return kind.tab == "dossier" and WHOLE_DOSSIER in have
