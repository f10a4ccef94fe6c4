"""A file of a draft: private until the change set is released, and afterwards what its reviewers opened.

Its bytes, pages and text lie with layers.documents under a document of the draft's own, which no publication ever
names. What the draft says about it (kind, title, audience) stands in the snapshot beside the hash of its bytes.
"""

from collections.abc import Iterable

from django.db import models

from layers.changes.aggregate import Snapshot, noun_of
from layers.documents.models import Document, DocumentVersion
from layers.public_ids import PublicIdField


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def let_go(self) -> None:
        """Deletes them with all that was made of them; the bytes are swept up later (documents.sweep)."""
        own = [one.version.document_id for one in self.select_related("version") if one.is_private]
        self.delete()
        Document.objects.filter(pk__in=own, versions__publication__isnull=True).delete()


class Attachment(models.Model):
    public_id = PublicIdField()
    change_set = models.ForeignKey("changes.ChangeSet", on_delete=models.CASCADE, related_name="attachments")
    key = models.CharField("记录编号", max_length=40)
    document = models.CharField("文件编号", max_length=16, help_text="发布后的")
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="attachments")
    pages = models.PositiveSmallIntegerField("页数")
    said = models.CharField("检查的话", max_length=300, blank=True, help_text="空:没有不能公布的")
    # Until the release the version is the draft's own and goes with it.
    is_private = models.BooleanField("未发布", default=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿附件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["document"], name="changes_attachment_document")]

    def __str__(self) -> str:
        return self.version.file_name

    @property
    def name(self) -> tuple[str, str]:
        """The document and the SHA-256 of its bytes, as a snapshot names them."""
        return self.document, self.version.original.sha256


def let_go_of_the_unnamed(change_set: int, rows: Iterable[tuple[str, str, Snapshot | None]]) -> None:
    """Of the draft, what none of its rows (noun, key, content) names any more."""
    own = Attachment.objects.filter(change_set=change_set).select_related("version__original")
    if attachments := list(own):
        named = {
            (key, *file)
            for noun, key, after in rows
            if after is not None
            for file in noun_of(noun).files(after)
        }
        gone = [one.pk for one in attachments if (one.key, *one.name) not in named]
        Attachment.objects.filter(pk__in=gone).let_go()


def settle(change_set: int) -> None:
    """After the release: each points to the version that was made of it, and what was the draft's own goes."""
    waiting = Attachment.objects.filter(change_set=change_set, is_private=True).select_related("version")
    for one in waiting:
        own, released = one.version, DocumentVersion.objects.filter(document__public_id=one.document)
        version = released.filter(original=own.original_id).order_by("-number").first()
        if version is None:
            continue
        one.version, one.is_private = version, False
        one.save(update_fields=["version", "is_private"])
        own.document.delete()
