"""区划, 单位 and 工作日历: what everything else stands on."""

from django.db.models import Q, QuerySet

from layers.organisations.models import Organisation
from layers.regions.models import Level, Region
from layers.workdays.models import CalendarYear
from portal.desk.noun import AREAS, DeskNoun, Section, dated, register, without_areas


def regions() -> QuerySet[Region]:
    return without_areas(Region.objects.defer(*AREAS), "manage_parent")


def organisations() -> QuerySet[Organisation]:
    return without_areas(Organisation.objects.select_related("parent"), "region")


register(
    DeskNoun(
        "villages", "region", "村和区划", "village-office", regions,
        (
            ("级别", lambda row: row.get_level_display()),
            ("代码", lambda row: row.code),
            ("管理上级", lambda row: row.manage_parent or "—"),
            ("撤销日期", lambda row: dated(row.valid_to)),
        ),
        order=("code",), region_path="path", organisation=None, searched=("name", "code"),
        withdrawn=Q(valid_to__isnull=False), level="level", new="reform", new_words="合并、拆分、新设",
        deepest=Level.TOWN, of_record=(("reform_village", "合并、拆分、更名"),),
        section=Section.ADMIN,
    )
)  # fmt: skip
register(
    DeskNoun(
        "organisations", "organisation", "单位", "town-hall", organisations,
        (
            ("区划", lambda row: row.region.name),
            ("上级单位", lambda row: row.parent or "—"),
            ("办公电话", lambda row: row.phone or "—"),
        ),
        organisation="id",
        section=Section.ADMIN,
    )
)  # fmt: skip
register(
    DeskNoun(
        "calendar", "calendar", "工作日历", "calendar", CalendarYear.objects.all,
        (("通知", lambda row: row.source_title), ("核对日期", lambda row: dated(row.confirmed_on))),
        order=("-year",), region_path="", organisation=None, withdrawn=None, searched=("source_title",),
        new="new_calendar",
        section=Section.ADMIN, is_setup=True,
    )
)  # fmt: skip
