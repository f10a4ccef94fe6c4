from django.apps import AppConfig

from portal.module import Module


class GovernmentSitesConfig(Module, AppConfig):
    name = "portal.modules.government_sites"
    label = "module_government_sites"
    verbose_name = "政府网站"
    route = "sites/"
    icon = "sites"
    summary = "政府门户、部门网站和办事平台。"
