"""Files that a public record of another app has: forms to fill in, tables, scans. Public as long as a public record has them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from layers.documents.models import DocumentVersion
from layers.documents.publish import withdraw_all


@dataclass(frozen=True)
class Attached:
    """``rows`` is the model whose rows name a document and the version that was released with their ``owner``, and have
    a sort_key; ``name`` is what both the owner and the document call them."""

    rows: type[models.Model]
    owner: str
    name: str

    def public_files(self, owner: int, *columns: str) -> models.QuerySet[DocumentVersion]:
        """By primary key of the owner: of each of its files the version that is public now, in their order. ``columns`` of
        the row are beside it, as attributes."""
        versions = DocumentVersion.objects.published().filter(
            **{f"document__{self.name}__{self.owner}": owner}
        )
        order = (f"document__{self.name}__sort_key", "document")
        return (
            versions.select_related("document", "publication__derivative")
            .annotate(**{column: models.F(f"document__{self.name}__{column}") for column in columns})
            .order_by(*order, "-number")
            .distinct(*order)
        )

    def withdraw_unused(self, documents: Iterable[str], reason: str) -> None:
        """Withdraws those ``documents`` (public ids) that no public owner has any more."""
        shown = {"document__public_id__in": documents, f"{self.owner}__withdrawn_at__isnull": True}
        used = self.rows._default_manager.filter(**shown)
        withdraw_all({*documents} - set(used.values_list("document__public_id", flat=True)), reason)

    def documents_of(self, owners: Iterable[str]) -> list[str]:
        """Public ids of the documents of these owners, by public id."""
        rows = self.rows._default_manager.filter(**{f"{self.owner}__public_id__in": owners})
        return list(rows.values_list("document__public_id", flat=True).distinct())
