from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    name = "layers.objections"
    label = "objections"
    verbose_name = "征地意见"
