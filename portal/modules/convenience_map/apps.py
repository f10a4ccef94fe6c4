from django.apps import AppConfig


class ConvenienceMapConfig(AppConfig):
    name = "portal.modules.convenience_map"
    label = "module_convenience_map"
    verbose_name = "便民服务地图"
