from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module

if TYPE_CHECKING:
    from portal.skins import Village


class LandInfoConfig(Module, AppConfig):
    name = "portal.modules.land_info"
    label = "module_land_info"
    verbose_name = "征地信息公开"
    route = "land/"
    icon = "land"
    summary = "政府征了哪块地、办到哪一步、能得到什么，按村查。"
    spatial = True

    def home_context(self, request: HttpRequest, village: "Village | None") -> HomePart:
        from portal.modules.land_info.latest import home_part

        return home_part(village)
