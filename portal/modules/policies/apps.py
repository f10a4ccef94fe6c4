from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "portal.modules.policies"
    label = "module_policies"
    verbose_name = "政策一窗通"
