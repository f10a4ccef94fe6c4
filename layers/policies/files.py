"""附件 of a policy: forms to fill in, tables, the scanned original. Public as long as a public policy has them."""

from django.db import models

from layers.documents.attached import Attached


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


POLICY_FILES = Attached(PolicyFile, "policy", "policy_files")
