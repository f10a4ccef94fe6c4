"""What happened to what somebody handed in, row after row."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from layers.personal.fields import PersonalText
from layers.personal.models import PersonalKey


class AnyEvent(models.Model):
    """Only ever added to: a trigger of its table refuses the rest. ``detail`` holds codes, days and names of offices and
    nothing personal; ``text`` is what was written to or by somebody."""

    sequence = models.PositiveSmallIntegerField("序号")
    at = models.DateTimeField("登记时间", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.JSONField("内容", default=dict)
    text = PersonalText("文字", shown=(0, 0))

    class Meta:
        abstract = True

    @property
    def about(self) -> Any:
        """The row that it happened to, whose one key opens this too: what was written about it goes with it."""
        raise NotImplementedError

    @property
    def personal_key_id(self) -> UUID | None:
        key: UUID | None = self.about.personal_key_id
        return key

    @property
    def personal_key(self) -> PersonalKey:
        key: Any = self.about.personal_key
        assert isinstance(key, PersonalKey)
        return key
