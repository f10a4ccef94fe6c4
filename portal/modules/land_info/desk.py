"""征地案件 and 区片, at the desk."""

from django.db.models import QuerySet

from layers.compensation.models import CompensationZone
from layers.land.models import Case
from layers.regions.models import Level
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def cases() -> QuerySet[Case]:
    return without_areas(Case.objects.select_related("organisation").defer("public_area"), "county")


def compensation_zones() -> QuerySet[CompensationZone]:
    return without_areas(CompensationZone.objects.defer("area"), "county")


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
register(
    DeskNoun(
        "compensation-zones", "compensation_zone", "征地补偿区片", "land", compensation_zones,
        (
            ("区片名称", lambda row: row.name or "—"),
            ("综合地价（元/亩）", lambda row: row.price_per_mu),
            ("文号", lambda row: row.document_no),
            ("实施", lambda row: dated(row.valid_from)),
            ("停用", lambda row: dated(row.valid_to)),
        ),
        region_path="county__path", organisation=None, searched=("number", "name", "document_no"),
        deepest=Level.COUNTY,
        section=Section.LAND,
    )
)  # fmt: skip
