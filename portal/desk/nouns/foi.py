"""公开工作机构 and 答复选登."""

from django.db.models import QuerySet

from layers.foi.models import Office, PublicAnswer
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def foi_offices() -> QuerySet[Office]:
    return without_areas(Office.objects.select_related("organisation"), "organisation__region")


def foi_answers() -> QuerySet[PublicAnswer]:
    return without_areas(PublicAnswer.objects.select_related("organisation"), "organisation__region")


register(
    DeskNoun(
        "foi-offices", "foi_office", "公开工作机构", "document", foi_offices,
        (
            ("受理方式", lambda row: row.get_mode_display()),
            ("电话", lambda row: row.phone),
        ),
        region_path="organisation__region__path", searched=("organisation__name", "name"),
        section=Section.LETTERS, is_setup=True,
    )
)  # fmt: skip
register(
    DeskNoun(
        "foi-answers", "foi_answer", "答复选登", "document", foi_answers,
        (
            ("答复机关", lambda row: row.organisation),
            ("答复种类", lambda row: row.outcome_title),
            ("答复", lambda row: dated(row.answered_on)),
        ),
        region_path="organisation__region__path", searched=("question",),
        section=Section.LETTERS, is_setup=True,
    )
)  # fmt: skip
