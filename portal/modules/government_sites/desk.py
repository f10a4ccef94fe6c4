"""政府网站, at the desk."""

from django.db.models import QuerySet

from layers.channels.models import Website
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def websites() -> QuerySet[Website]:
    return without_areas(Website.objects.select_related("organisation"), "organisation__region")


register(
    DeskNoun(
        "websites", "website", "政府网站", "sites", websites,
        (
            ("类型", lambda row: row.get_kind_display()),
            ("主办单位", lambda row: row.organisation),
            ("网址", lambda row: row.address),
            ("打开", lambda row: "正常" if row.is_working else "打不开"),
            ("检查于", lambda row: dated(row.checked_on)),
        ),
        region_path="organisation__region__path", searched=("name", "address"), verified="checked_on",
        alone="能否打开、检查", verifying="打开看过，和下面写的一样，就点一下。",
        section=Section.MEDIA,
    )
)  # fmt: skip
