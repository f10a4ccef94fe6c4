from django.apps import AppConfig


class LandConfig(AppConfig):
    name = "layers.land"
    label = "land"
    verbose_name = "征地信息"
