"""A version as the viewer shows it: pages with two pictures and their words, and what the search within it found."""

import re
from dataclasses import dataclass, field

from layers.documents.models import DocumentVersion, PageImage
from layers.documents.words import Piece, excerpt, mark, pattern

# Beyond so many pages the words of all of them would weigh more than the page that carries them.
MOST_PAGES_WITH_TEXT = 30


@dataclass(frozen=True)
class PageView:
    number: int
    images: list[PageImage]
    pieces: list[Piece]

    @property
    def has_hit(self) -> bool:
        return any(piece.hit for piece in self.pieces)

    @property
    def smallest(self) -> PageImage | None:
        return self.images[0] if self.images else None


@dataclass(frozen=True)
class Found:
    page: int
    times: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Reading:
    pages: list[PageView]
    found: list[Found] = field(default_factory=list)

    @property
    def hits(self) -> int:
        return sum(found.times for found in self.found)

    @property
    def has_text(self) -> bool:
        return any(page.pieces for page in self.pages)

    @property
    def lacks_images(self) -> bool:
        """True while the worker has not made the pictures of every page."""
        return not self.pages or any(page.smallest is None for page in self.pages)

    @classmethod
    def of(cls, version: DocumentVersion, query: str = "") -> "Reading":
        """Two queries, whatever the number of pages."""
        images: dict[int, list[PageImage]] = {}
        for image in version.page_images.order_by("page", "width"):
            images.setdefault(image.page, []).append(image)
        texts = dict(version.page_texts.order_by("page").values_list("page", "text"))
        wanted = pattern(query)
        with_text = len(texts) <= MOST_PAGES_WITH_TEXT
        found = find_on_pages(texts, wanted) if wanted else []
        hit_pages = {hit.page for hit in found}
        pages = [
            PageView(
                number,
                images.get(number, []),
                mark(text.strip(), wanted) if with_text or number in hit_pages else [],
            )
            for number, text in texts.items()
        ]
        return cls(pages, found)


def find_on_pages(texts: dict[int, str], wanted: re.Pattern[str]) -> list[Found]:
    excerpts = ((number, *excerpt(text, wanted)) for number, text in texts.items())
    return [Found(number, times, pieces) for number, times, pieces in excerpts if times]
