"""征地案件, at the desk."""

from django.db.models import QuerySet

from layers.land.models import Case
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def cases() -> QuerySet[Case]:
    return without_areas(Case.objects.select_related("organisation").defer("public_area"), "county")


register(
    DeskNoun(
        "cases", "case", "征地案件", "land", cases,
        (
            ("县市区", lambda row: row.county.name),
            ("承办单位", lambda row: row.organisation),
            ("面积（公顷）", lambda row: row.total_area_ha),
            ("启动", lambda row: dated(row.began_on)),
        ),
        region_path="county__path", found_as="case",
        section=Section.LAND,
    )
)  # fmt: skip
