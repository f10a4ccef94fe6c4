"""Every file that anyone hands in: a lasting identity, immutable versions, bytes named by their hash.

A version is a fact that never changes. What is learned or decided about it later (its text, its page images,
its publication) are rows of their own beside it. ``web_ro`` sees a version only where a publication exists, and
bytes, text and page images only while it is not withdrawn: migration 0002 has the row level security and the
triggers that keep a version, a stored file and a publication from being rewritten.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from layers.documents.redaction import Redaction
from layers.public_ids import PublicIdField
from layers.publication import Published, PublishedQuerySet

__all__ = [
    "Document", "DocumentVersion", "MediaFile", "PageImage", "PageText", "Publication", "Redaction", "StoredFile",
]  # fmt: skip


class StoredFile(models.Model):
    """Bytes in one of the two stores, named by SHA-256, written once."""

    public_read = True

    class Store(models.TextChoices):
        ORIGINALS = "originals", "原件"
        DERIVATIVES = "derivatives", "公开件"

    sha256 = models.CharField("SHA-256", max_length=64)
    store = models.CharField("存放", max_length=12, choices=Store)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    created_at = models.DateTimeField("入库时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "存储文件"
        constraints = [
            models.UniqueConstraint(fields=["sha256", "store"], name="documents_storedfile_once"),
            models.CheckConstraint(
                name="documents_storedfile_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}… {self.media_type}"

    @property
    def name(self) -> str:
        """The path inside its store."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class DocumentQuerySet(PublishedQuerySet["Document"]):
    def published(self) -> Self:
        """Documents with at least one version that is public now."""
        return self.filter(
            versions__publication__isnull=False, versions__publication__withdrawn_at__isnull=True
        ).distinct()


class Document(models.Model):
    """A lasting identity: /d/<public id> is its newest public version."""

    public_read = True

    public_id = PublicIdField()
    is_sample = models.BooleanField("示例数据", default=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return f"/d/{self.public_id}"


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def published(self) -> Self:
        """Versions that are public now."""
        return self.filter(publication__isnull=False, publication__withdrawn_at__isnull=True)

    def ever_published(self) -> Self:
        """Versions that are or were public, with their publication.

        Not joined with the derivative: web_ro does not see that of a withdrawn one, and the join would lose the row.
        """
        return self.filter(publication__isnull=False).select_related(
            "document", "publication__successor", "redaction__successor"
        )


class DocumentVersion(models.Model):
    """Immutable: title, number, date and bytes of one version."""

    public_read = True

    document = models.ForeignKey(
        Document, verbose_name="文件", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("版本号")
    title = models.CharField("标题", max_length=200)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    issuer = models.CharField("发文机关", max_length=120, blank=True)
    file_name = models.CharField("文件名", max_length=200)
    original = models.ForeignKey(
        StoredFile, verbose_name="原件", on_delete=models.PROTECT, related_name="original_of"
    )
    created_at = models.DateTimeField("入库时间", auto_now_add=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件版本"
        ordering = ["document_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"

    def get_absolute_url(self) -> str:
        return f"/d/{self.document.public_id}/{self.number}"


class Publication(models.Model):
    """That a version became public, when, as which bytes; and that it was withdrawn, when and why."""

    public_read = True

    version = models.OneToOneField(
        DocumentVersion, verbose_name="版本", on_delete=models.CASCADE, related_name="publication"
    )
    published_at = models.DateTimeField("公布时间")
    derivative = models.ForeignKey(
        StoredFile, verbose_name="公开件", on_delete=models.PROTECT, related_name="derivative_of"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=200, blank=True)
    successor = models.ForeignKey(
        Document, verbose_name="由何者替代", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "文件公布"
        constraints = [
            models.CheckConstraint(
                name="documents_publication_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} 公布"


class PageImage(models.Model):
    """One page of a version as a picture, so that kiosks and WeChat show it without a PDF reader."""

    public_read = True

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="page_images")
    page = models.PositiveSmallIntegerField("页")
    width = models.PositiveSmallIntegerField("宽(像素)")
    height = models.PositiveSmallIntegerField("高(像素)")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "页面图像"
        ordering = ["page", "width"]
        constraints = [
            models.UniqueConstraint(fields=["version", "page", "width"], name="documents_pageimage_once")
        ]

    def __str__(self) -> str:
        return f"第{self.page}页 {self.width}px"


class PageText(models.Model):
    """The text of one page, for search and for readers who cannot see the picture."""

    public_read = True

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="page_texts")
    page = models.PositiveSmallIntegerField("页")
    text = models.TextField("文字", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "页面文字"
        ordering = ["page"]
        constraints = [models.UniqueConstraint(fields=["version", "page"], name="documents_pagetext_once")]

    def __str__(self) -> str:
        return f"第{self.page}页"


class MediaFile(Published):
    """A photo, an audio introduction, an animation or a video of something public, with its words."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "图片"
        AUDIO = "audio", "音频"
        ANIMATION = "animation", "动画"
        VIDEO = "video", "视频"

    kind = models.CharField("类型", max_length=12, choices=Kind)
    title = models.CharField("标题", max_length=120)
    # Audio without its text shuts out the deaf; a picture without it, the blind.
    transcript = models.TextField("文字稿或图片说明")
    # The original of a photo carries where it was taken; only the one made anew is public.
    original = models.ForeignKey(StoredFile, verbose_name="原件", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(
        StoredFile, verbose_name="公开件", on_delete=models.PROTECT, related_name="media_files"
    )
    created_at = models.DateTimeField("入库时间", auto_now_add=True)

    objects = PublishedQuerySet["MediaFile"].as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "媒体"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/d/media/{self.public_id}"
