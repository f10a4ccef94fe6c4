from django.apps import AppConfig


class CatchmentsConfig(AppConfig):
    name = "layers.catchments"
    label = "catchments"
    verbose_name = "服务片区"
