from django.apps import AppConfig

from portal.module import Module


class GovernmentSitesConfig(Module, AppConfig):
    name = "portal.modules.government_sites"
    label = "module_government_sites"
    verbose_name = "政府网站"
    route = "sites/"
    icon = "sites"
    summary = "市、县、部门网站。"
    coming = (
        "市、县、部门政府网站一览",
        "一体机上扫码在手机打开",
    )
    meanwhile = "各单位的电话和地址，请看便民服务地图。"
