from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module


class EnterprisePoliciesConfig(Module, AppConfig):
    name = "portal.modules.enterprise_policies"
    label = "module_enterprise_policies"
    verbose_name = "惠企政策平台"
    route = "enterprise/"
    icon = "enterprise"
    summary = "惠企惠民政策，看看自己符合哪些。"

    def home_context(self, request: HttpRequest, village_code: str | None) -> HomePart:
        from layers.benefits.models import Benefit

        count = Benefit.objects.published().count()
        return {"figure": f"{count} 项政策"} if count else {}
