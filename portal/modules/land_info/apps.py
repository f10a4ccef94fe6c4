from django.apps import AppConfig


class LandInfoConfig(AppConfig):
    name = "portal.modules.land_info"
    label = "module_land_info"
    verbose_name = "征地信息公开"
