"""地方特色: what a city or a county has of its own."""

from django.db.models import QuerySet

from layers.local_modules.models import LocalModule
from layers.regions.models import Level
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def local_modules() -> QuerySet[LocalModule]:
    return without_areas(LocalModule.objects.select_related("organisation"), "region")


register(
    DeskNoun(
        "local-modules", "local_module", "地方特色", "list", local_modules,
        (
            ("种类", lambda row: row.get_kind_display()),
            ("所属", lambda row: row.region.name),
            ("负责单位", lambda row: row.organisation),
            ("显示到", lambda row: dated(row.shown_until)),
        ),
        searched=("title",), deepest=Level.COUNTY,
        section=Section.MEDIA,
    )
)  # fmt: skip
