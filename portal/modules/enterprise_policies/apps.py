from django.apps import AppConfig


class EnterprisePoliciesConfig(AppConfig):
    name = "portal.modules.enterprise_policies"
    label = "module_enterprise_policies"
    verbose_name = "惠企政策平台"
