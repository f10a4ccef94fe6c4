"""咨询选登: a question and its answer as everybody may read them, written anew without the person; the FAQ of a thing."""

from typing import Self

from django.db import models
from django.db.models import Q

from layers.consultations.tied import ABOUT_ONE, Tied
from layers.publication import Published, PublishedQuerySet
from layers.search.matching import called
from layers.search.query import words_of

KIND = "question"


class SelectedQuerySet(PublishedQuerySet["SelectedAnswer"]):
    def called(self, text: str) -> Self:
        """Through the search index: by every word of question and answer. Raises BadInput("q", …)."""
        return self.filter(Q(*(called(KIND, word) for word in words_of(text))))

    def about(self, **thing: models.Model) -> Self:
        """What is public of one thing, the newest first: ``about(item=…)``."""
        return self.published().filter(**thing).order_by("-answered_on", "-pk")


class SelectedAnswer(Tied, Published):
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name="答复单位",
        on_delete=models.PROTECT,
        related_name="selected_answers",
    )
    question = models.CharField("问题", max_length=200, help_text="不写是谁问的，不写姓名、电话、门牌")
    answer = models.TextField("答复", max_length=2_000)
    answered_on = models.DateField("答复日期")

    objects = SelectedQuerySet.as_manager()

    class Meta(Published.Meta):
        verbose_name = verbose_name_plural = "咨询选登"
        constraints = [*Published.Meta.constraints, ABOUT_ONE]
        indexes = [models.Index(fields=["-answered_on", "id"], name="consultations_newest")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"/ask/answers/{self.public_id}"
