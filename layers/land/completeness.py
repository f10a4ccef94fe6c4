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


def completeness(
    facts: CaseFacts, required: Iterable[RequiredDocument], present: Iterable[str], reached: int
) -> Completeness:
    """``required``: the rows of this regime and kind of case; ``present``: codes of public document kinds;
    ``reached``: CaseFacts.reached(today). A document is due once its stage, or any later one, is reached."""
    have = set(present)
    due = []
    for row in required:
        after = facts.kind(row.after_stage)
        if after is not None and after.sort_key <= reached:
            due.append(row.document_kind)
    due.sort(key=lambda kind: kind.sort_key)
    missing = [kind for kind in due if kind.code not in have and not _is_in_whole(kind, have)]
    return Completeness(tuple(due), tuple(missing))


def _is_in_whole(kind: DocumentKind, have: set[str]) -> bool:
    return kind.tab == "dossier" and WHOLE_DOSSIER in have
