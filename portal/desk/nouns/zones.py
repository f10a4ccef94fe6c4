"""专区, their boards and the standard that they are measured by."""

from django.db.models import QuerySet

from layers.zones.models import Board, Zone, ZoneStandard
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def zones() -> QuerySet[Zone]:
    return without_areas(Zone.objects.select_related("organisation"), "region")


def boards() -> QuerySet[Board]:
    return without_areas(Board.objects.select_related("organisation"), "region")


register(
    DeskNoun(
        "zone-register", "zone", "专区", "service-hall", zones,
        (
            ("级别", lambda row: row.region.get_level_display()),
            ("区划", lambda row: row.region.name),
            ("管理单位", lambda row: row.organisation),
            ("核实于", lambda row: dated(row.verified_on)),
        ),
        found_as="zone", verified="verified_on", alone="值班、核实",
        verifying="到专区看过，和下面写的一样，就点一下。",
        section=Section.ZONES,
    )
)  # fmt: skip
register(
    DeskNoun(
        "notice-boards", "board", "公开栏", "document", boards,
        (
            ("类型", lambda row: row.get_kind_display()),
            ("区划", lambda row: row.region.name),
            ("管理单位", lambda row: row.organisation),
            ("最近更换", lambda row: dated(row.changed_on)),
        ),
        found_as="board", verified="changed_on", alone="张贴内容、更换",
        verifying="今天换过上面的内容，就点一下。",
        section=Section.ZONES,
    )
)  # fmt: skip
register(
    DeskNoun(
        "zone-standards", "zone_standard", "专区标准", "check", ZoneStandard.objects.all,
        (("面积不少于", lambda row: row.least_area_m2 or "—"),),
        order=("level",), region_path="", organisation=None, withdrawn=None,
        section=Section.ZONES, is_setup=True,
    )
)  # fmt: skip
