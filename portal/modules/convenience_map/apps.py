from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

from portal.module import HomePart, Module

if TYPE_CHECKING:
    from portal.skins import Village


class ConvenienceMapConfig(Module, AppConfig):
    name = "portal.modules.convenience_map"
    label = "module_convenience_map"
    verbose_name = "便民服务地图"
    route = "map/"
    icon = "map"
    summary = "找办事的地方：电话、开门时间、怎么走。"
    spatial = True

    def home_context(self, request: HttpRequest, village: "Village | None") -> HomePart:
        from portal.modules.convenience_map.home import home_part

        return home_part(village)
