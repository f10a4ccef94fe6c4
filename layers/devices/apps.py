from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "layers.devices"
    label = "devices"
    verbose_name = "一体机"
