from django.apps import AppConfig


class GovernmentSitesConfig(AppConfig):
    name = "portal.modules.government_sites"
    label = "module_government_sites"
    verbose_name = "政府网站"
