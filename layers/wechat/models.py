"""What all processes of the service share towards WeChat: the tokens that it lends, and which calls came in just now.

Nothing here tells of a person.
"""

from django.db import models


class Credential(models.Model):
    """What WeChat lends for two hours, sealed: who reads the table may not speak for the account."""

    class Kind(models.TextChoices):
        ACCESS_TOKEN = "access_token", "接口凭证"
        JSAPI_TICKET = "jsapi_ticket", "网页签名凭证"

    kind = models.CharField("种类", max_length=12, choices=Kind, primary_key=True)
    sealed = models.BinaryField("凭证（密文）")
    expires_at = models.DateTimeField("有效至")

    class Meta:
        verbose_name = verbose_name_plural = "微信凭证"

    def __str__(self) -> str:
        return self.get_kind_display()


class SeenCall(models.Model):
    """A call of WeChat's by a hash of its signature; kept as long as its time stamp would still be believed."""

    digest = models.CharField("散列", max_length=64, primary_key=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "微信来信"

    def __str__(self) -> str:
        return self.digest
