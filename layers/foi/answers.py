"""An answer as everybody may read it (公开版): written anew without the applicant, reviewed like all that is published.

What many ask for is to be published by the agency itself (条例 44). Nothing here leads to the application.
"""

from django.db import models

from layers.foi.outcomes import BY_CODE, CHOICES
from layers.publication import Published, PublishedQuerySet


class AnswerQuerySet(PublishedQuerySet["PublicAnswer"]):
    pass


class PublicAnswer(Published):
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="答复机关",
        on_delete=models.PROTECT,
        related_name="foi_answers",
    )
    question = models.CharField(
        "申请公开的是什么", max_length=200, help_text="不写申请人，不写姓名、电话、门牌"
    )
    outcome = models.CharField("答复种类", max_length=14, choices=CHOICES)
    answer = models.TextField("答复内容", max_length=4_000)
    answered_on = models.DateField("答复日期")

    objects = AnswerQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "答复选登"

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"/foi/answers/{self.public_id}"

    @property
    def outcome_title(self) -> str:
        return BY_CODE[self.outcome].title
