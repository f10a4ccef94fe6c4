from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "layers.services"
    label = "services"
    verbose_name = "政务服务事项"
