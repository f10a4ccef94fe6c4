"""名词解释: one plain sentence for each word of the law that stands on a screen.

The names of stages and documents have theirs in the database, where staff reword them; all other words are in
reference/terms.csv.
"""

from dataclasses import dataclass
from functools import cache

from layers.land.procedure import DocumentKind, StageKind
from layers.land.reference import rows


@dataclass(frozen=True)
class Term:
    term: str
    plain: str


@cache
def shipped_terms() -> dict[str, str]:
    """Word -> sentence, in the order of the file."""
    return {row["term"]: row["plain"] for row in rows("terms.csv")}


def plain_words(term: str) -> str:
    """The sentence of a word of the file. Raises KeyError: a page may not mark a word that nobody explains."""
    return shipped_terms()[term]


def glossary() -> list[tuple[str, list[Term]]]:
    """(heading, terms): the words, then the steps and the documents as the desk has worded them. Two queries.

    A step that several regimes have is told once, in the words of the newest one.
    """
    steps: dict[str, str] = {}
    # R4 to R1, so that the wording of the law in force is the one that is kept.
    for name, plain in StageKind.objects.order_by("-regime", "sort_key").values_list("name", "plain"):
        steps.setdefault(name, plain)
    documents = dict(DocumentKind.objects.order_by("sort_key").values_list("name", "plain"))
    groups = (("常见的词", shipped_terms()), ("征地的步骤", steps), ("文件", documents))
    return [
        (heading, [Term(term, plain) for term, plain in words.items() if plain]) for heading, words in groups
    ]
