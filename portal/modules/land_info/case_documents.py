"""The public documents of cases, under the four tabs. One query for any number of cases."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from layers.documents.models import DocumentVersion
from layers.land.completeness import Completeness
from layers.land.models import CaseDocument, Tab

# Beyond so many the village page names the newest and leads to the cases.
MOST_DOCUMENTS = 200


@dataclass
class TabPart:
    """One of the four tabs. ``hidden``: documents of this tab that only the case pages list."""

    tab: Tab
    documents: list[CaseDocument] = field(default_factory=list)
    completeness: Completeness | None = None
    hidden: int = 0

    @property
    def id(self) -> str:
        return f"tab-{self.tab.value}"

    @property
    def count(self) -> int:
        return len(self.documents) + self.hidden

    @property
    def title(self) -> str:
        return str(self.tab.label)


def public_documents(cases: Iterable[int]) -> QuerySet[CaseDocument]:
    """Documents with a version that is public now, each with the title, date and number of its newest one."""
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
            "stage", "first_page", "last_page", "kind__code", "kind__name", "kind__tab", "kind__plain",
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
        .filter(~Q(title=None))
    )  # fmt: skip


def address(document: CaseDocument) -> str:
    """The viewer, at the page where this part begins when several parts share a file."""
    page = f"#page-{document.first_page}" if document.first_page > 1 else ""
    return f"{document.document.get_absolute_url()}{page}"


def by_tab(documents: Iterable[CaseDocument], most: int | None = None) -> list[TabPart]:
    """All four tabs in their order, also those without documents."""
    parts = {tab.value: TabPart(tab) for tab in Tab}
    for document in documents:
        part = parts[document.kind.tab]
        if most is None or len(part.documents) < most:
            part.documents.append(document)
        else:
            part.hidden += 1
    return list(parts.values())
