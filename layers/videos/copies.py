"""What is made of a film: one row a copy, with the bytes among the derivatives."""

from django.db import models


class CopyKind(models.TextChoices):
    LARGE = "large", "高清"
    SMALL = "small", "流畅（480P）"
    POSTER = "poster", "封面"


class Copy(models.Model):
    """As large as it is shown, in pixels."""

    kind = models.CharField("种类", max_length=8, choices=CopyKind)
    file = models.ForeignKey(
        "documents.StoredFile", verbose_name="文件", on_delete=models.PROTECT, related_name="+"
    )
    width_px = models.PositiveSmallIntegerField("宽（像素）")
    height_px = models.PositiveSmallIntegerField("高（像素）")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.width_px}×{self.height_px}"
