from django.apps import AppConfig


class RoadsConfig(AppConfig):
    name = "layers.roads"
    label = "roads"
    verbose_name = "道路与路线"
