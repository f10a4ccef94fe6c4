"""惠企惠民政策 and what is asked about them, at the desk."""

from django.db.models import QuerySet

from layers.benefits.models import Attribute, Benefit
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def benefits() -> QuerySet[Benefit]:
    return without_areas(Benefit.objects.select_related("organisation"), "organisation__region", "region")


register(
    DeskNoun(
        "benefits", "benefit", "惠企惠民政策", "enterprise", benefits,
        (
            ("给谁", lambda row: row.get_served_display()),
            ("兑现单位", lambda row: row.organisation),
            ("适用地区", lambda row: row.region.name),
            ("截止申请", lambda row: dated(row.valid_until)),
            ("核实于", lambda row: dated(row.verified_on)),
        ),
        region_path="organisation__region__path", found_as="benefit", verified="verified_on",
        alone="电话、核实", verifying="和政策文件核对过，内容都对，就点一下。",
        of_record=(("benefit_bench", "试算"),),
        section=Section.SERVICES,
    )
)  # fmt: skip
register(
    DeskNoun(
        "benefit-attributes", "benefit_attribute", "惠企惠民条件项", "list", Attribute.objects.all,
        (
            ("问谁", lambda row: row.get_served_display()),
            ("问题", lambda row: row.question),
            ("怎样回答", lambda row: row.get_kind_display()),
            ("代码", lambda row: row.code),
        ),
        order=("served", "sort_key", "code"), region_path="", organisation=None, withdrawn=None,
        searched=("label", "question", "code"), new="new_benefit_attribute",
        section=Section.SERVICES, is_setup=True,
    )
)  # fmt: skip
