"""The public documents of cases, under the four tabs. One query for any number of cases."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from layers.documents.models import DocumentVersion, Publication
from layers.land.catalogue import Audience
from layers.land.completeness import Completeness
from layers.land.models import Case, CaseDocument, Tab

# Beyond so many the village page names the newest and leads to the cases.
MOST_DOCUMENTS = 200
# The four tabs of a case that takes houses: there is no 批复 and no 一书四方案.
TABS_OF_HOUSES = {
    Tab.APPROVAL: "征收决定",
    Tab.NOTICE: "征收公告",
    Tab.PLAN: "补偿方案",
    Tab.DOSSIER: "调查和评估",
}
# Those concerned may see them on the spot; what is for the staff is not even named.
ON_SITE = (Audience.VILLAGE, Audience.PARTY)


@dataclass
class TabPart:
    """One of the four tabs. ``hidden``: documents of this tab that only the case pages list."""

    tab: Tab
    documents: list[CaseDocument] = field(default_factory=list)
    completeness: Completeness | None = None
    hidden: int = 0
    is_of_houses: bool = False

    @property
    def id(self) -> str:
        return f"tab-{self.tab.value}"

    @property
    def count(self) -> int:
        return len(self.documents) + self.hidden

    @property
    def title(self) -> str:
        return TABS_OF_HOUSES[self.tab] if self.is_of_houses else str(self.tab.label)


def public_documents(cases: Iterable[int]) -> QuerySet[CaseDocument]:
    """Documents with a version that is public now, each with the title, date and number of its newest one."""
    return _told(cases).filter(~Q(title=None), audience=Audience.PUBLIC)


def documents_of(case: Case) -> tuple[list[Any], list[CaseDocument]]:
    """The public ones, each with ``first_public_at``, and those that are shown on the spot. One query.

    Of the latter only kind and audience may be told: their titles may hold names.
    """
    first = (
        Publication.objects.filter(version__document=OuterRef("document"))
        .order_by("published_at")
        .values("published_at")
    )
    rows: list[Any] = list(
        _told([case.pk])
        .annotate(first_public_at=Subquery(first[:1]))
        .filter(Q(~Q(title=None), audience=Audience.PUBLIC) | Q(audience__in=ON_SITE))
        .order_by("kind__sort_key", "sort_key", "pk")
    )
    public = [row for row in rows if row.audience == Audience.PUBLIC]
    return public, [row for row in rows if row.audience != Audience.PUBLIC]


def _told(cases: Iterable[int]) -> QuerySet[CaseDocument]:
    newest = DocumentVersion.objects.published().filter(document=OuterRef("document")).order_by("-number")
    versions = (
        DocumentVersion.objects.published()
        .filter(document=OuterRef("document"))
        .order_by()
        .values("document")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        CaseDocument.objects.filter(case__in=list(cases))
        .select_related("kind", "document", "case")
        .only(
            "stage", "first_page", "last_page", "audience", "kind__code", "kind__name", "kind__tab", "kind__plain",
            "document__public_id", "document__is_sample", "case__public_id", "case__name", "case__began_on",
        )
        .annotate(
            title=Subquery(newest.values("title")[:1]),
            doc_no=Subquery(newest.values("doc_no")[:1]),
            issued_on=Subquery(newest.values("issued_on")[:1]),
            published_at=Subquery(newest.values("publication__published_at")[:1]),
            number=Subquery(newest.values("number")[:1]),
            versions=Subquery(versions),
        )
    )  # fmt: skip


def address(document: CaseDocument) -> str:
    """The viewer, at the page where this part begins when several parts share a file."""
    page = f"#page-{document.first_page}" if document.first_page > 1 else ""
    return f"{document.document.get_absolute_url()}{page}"


def by_tab(
    documents: Iterable[CaseDocument], most: int | None = None, *, is_of_houses: bool = False
) -> list[TabPart]:
    """All four tabs in their order, also those without documents."""
    parts = {tab.value: TabPart(tab, is_of_houses=is_of_houses) for tab in Tab}
    for document in documents:
        part = parts[document.kind.tab]
        if most is None or len(part.documents) < most:
            part.documents.append(document)
        else:
            part.hidden += 1
    return list(parts.values())
