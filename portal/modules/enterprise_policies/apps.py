from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module

if TYPE_CHECKING:
    from portal.skins import Village


class EnterprisePoliciesConfig(Module, AppConfig):
    name = "portal.modules.enterprise_policies"
    label = "module_enterprise_policies"
    verbose_name = "惠企政策平台"
    route = "enterprise/"
    icon = "enterprise"
    summary = "惠企惠民政策，看看自己符合哪些。"

    def home_context(self, request: HttpRequest, village: "Village | None") -> HomePart:
        from layers.benefits.models import Benefit

        return {"counted": [(Benefit.objects.published(), "{} 项政策")]}
