"""空白表、样表 of an item: what one fills in, and the same filled in for somebody made up, beside the material it is for."""

from django.db import models

from layers.documents.attached import Attached


class ItemFile(models.Model):
    """``version`` is the one that was released with the item; what the public opens is the document's newest. A material
    is named by its words: its rows are written anew with every release."""

    public_read = True

    class Use(models.TextChoices):
        BLANK = "blank", "空白表"
        FILLED = "filled", "样表"

    item = models.ForeignKey("services.ServiceItem", on_delete=models.CASCADE, related_name="item_files")
    document = models.ForeignKey(
        "documents.Document", verbose_name="文件", on_delete=models.PROTECT, related_name="item_files"
    )
    version = models.ForeignKey(
        "documents.DocumentVersion", verbose_name="版本", on_delete=models.PROTECT, related_name="+"
    )
    use = models.CharField("用途", max_length=8, choices=Use, default=Use.BLANK)
    material = models.CharField("属于哪样材料", max_length=200, blank=True)
    sort_key = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "样表"
        ordering = ["sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "document"], name="services_file_once")]

    def __str__(self) -> str:
        return str(self.version)


ITEM_FILES = Attached(ItemFile, "item", "item_files")
