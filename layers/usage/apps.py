from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "layers.usage"
    label = "usage"
    verbose_name = "使用情况"
