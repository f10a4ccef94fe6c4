from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module


class LandInfoConfig(Module, AppConfig):
    name = "portal.modules.land_info"
    label = "module_land_info"
    verbose_name = "征地信息公开"
    route = "land/"
    icon = "land"
    summary = "政府征了哪块地、办到哪一步、能得到什么，按村查。"
    spatial = True

    def home_context(self, request: HttpRequest, village_code: str | None) -> HomePart:
        from portal.modules.land_info.latest import home_part

        return home_part(village_code)
