"""附件 of a policy: forms to fill in, tables, the scanned original. Public as long as a public policy has them."""

from collections.abc import Iterable

from django.db import models

from layers.documents.models import DocumentVersion
from layers.documents.publish import withdraw_all


class PolicyFile(models.Model):
    """``version`` is the one that was released with the policy; what the public opens is the document's newest."""

    public_read = True

    policy = models.ForeignKey("policies.Policy", on_delete=models.CASCADE, related_name="policy_files")
    document = models.ForeignKey(
        "documents.Document", verbose_name="文件", on_delete=models.PROTECT, related_name="policy_files"
    )
    version = models.ForeignKey(
        "documents.DocumentVersion", verbose_name="版本", on_delete=models.PROTECT, related_name="+"
    )
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "政策附件"
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["policy", "document"], name="policies_file_once")]

    def __str__(self) -> str:
        return str(self.version)


def public_files(policy: int) -> models.QuerySet[DocumentVersion]:
    """By primary key of the policy: of each of its files the version that is public now, in their order."""
    versions = DocumentVersion.objects.published().filter(document__policy_files__policy=policy)
    order = ("document__policy_files__sort_key", "document")
    return (
        versions.select_related("document", "publication__derivative")
        .order_by(*order, "-number")
        .distinct(*order)
    )


def withdraw_unused(documents: Iterable[str], reason: str) -> None:
    """Withdraws those ``documents`` (public ids) that no public policy has any more."""
    used = PolicyFile.objects.filter(document__public_id__in=documents, policy__withdrawn_at__isnull=True)
    withdraw_all({*documents} - set(used.values_list("document__public_id", flat=True)), reason)


def documents_of(policies: Iterable[str]) -> list[str]:
    """Public ids of the documents of these policies."""
    rows = PolicyFile.objects.filter(policy__public_id__in=policies)
    return list(rows.values_list("document__public_id", flat=True).distinct())
