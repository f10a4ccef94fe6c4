from django.apps import AppConfig

from portal.module import Module


class LandInfoConfig(Module, AppConfig):
    name = "portal.modules.land_info"
    label = "module_land_info"
    verbose_name = "征地信息公开"
    route = "land/"
    icon = "land"
    summary = "政府征了哪块地、办到哪一步、能得到什么，按村查。"
    spatial = True
