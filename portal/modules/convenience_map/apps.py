from django.apps import AppConfig

from portal.module import Module


class ConvenienceMapConfig(Module, AppConfig):
    name = "portal.modules.convenience_map"
    label = "module_convenience_map"
    verbose_name = "便民服务地图"
    route = "map/"
    icon = "map"
    summary = "找办事的地方：电话、开门时间、怎么走。"
    spatial = True
