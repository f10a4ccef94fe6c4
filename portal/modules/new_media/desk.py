"""政务新媒体, at the desk."""

from django.db.models import QuerySet

from layers.channels.models import OfficialAccount
from portal.desk.noun import DeskNoun, Section, dated, register, without_areas


def accounts() -> QuerySet[OfficialAccount]:
    return without_areas(OfficialAccount.objects.select_related("organisation"), "organisation__region")


register(
    DeskNoun(
        "media", "official_account", "政务新媒体", "media", accounts,
        (
            ("平台", lambda row: row.get_platform_display()),
            ("主办单位", lambda row: row.organisation),
            ("最近更新", lambda row: dated(row.last_post_on)),
            ("核实于", lambda row: dated(row.verified_on)),
        ),
        region_path="organisation__region__path", found_as="account", verified="verified_on",
        alone="最近更新、核实", verifying="到平台上看过，账号、二维码都对，就点一下。",
        section=Section.MEDIA,
    )
)  # fmt: skip
