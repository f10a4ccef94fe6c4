"""咨询选登: answers to questions that are told to all."""

from django.db.models import QuerySet

from layers.consultations.models import SelectedAnswer
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def selected_answers() -> QuerySet[SelectedAnswer]:
    return without_areas(SelectedAnswer.objects.select_related("organisation"), "organisation__region")


register(
    DeskNoun(
        "selected-answers", "selected_answer", "咨询选登", "document", selected_answers,
        (
            ("答复单位", lambda row: row.organisation),
            ("答复", lambda row: dated(row.answered_on)),
        ),
        region_path="organisation__region__path", found_as="question",
        section=Section.LETTERS, is_setup=True,
    )
)  # fmt: skip
