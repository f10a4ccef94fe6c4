"""办事事项, at the desk."""

from django.db.models import QuerySet

from layers.services.models import ServiceItem
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def items() -> QuerySet[ServiceItem]:
    return without_areas(ServiceItem.objects.select_related("organisation", "theme"), "organisation__region")


register(
    DeskNoun(
        "items", "service_item", "办事事项", "service-hall", items,
        (
            ("类型", lambda row: row.get_kind_display()),
            ("主题", lambda row: row.theme or "—"),
            ("实施主体", lambda row: row.organisation),
            ("办多久", lambda row: row.duration),
            ("核实于", lambda row: dated(row.verified_on)),
        ),
        region_path="organisation__region__path", found_as="item", verified="verified_on",
        alone="电话、核实", verifying="和窗口核对过，内容都对，就点一下。",
        section=Section.SERVICES,
    )
)  # fmt: skip
