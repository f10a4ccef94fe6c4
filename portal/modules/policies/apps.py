from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module

if TYPE_CHECKING:
    from portal.skins import Village


class PoliciesConfig(Module, AppConfig):
    name = "portal.modules.policies"
    label = "module_policies"
    verbose_name = "政策一窗通"
    route = "policies/"
    icon = "policy"
    summary = "查政策、看解读、去申报。"

    def home_context(self, request: HttpRequest, village: "Village | None") -> HomePart:
        from portal.modules.policies.policies import home_part

        return home_part()
