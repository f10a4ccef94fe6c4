from django.apps import AppConfig


class CompensationConfig(AppConfig):
    name = "layers.compensation"
    label = "compensation"
    verbose_name = "征地补偿标准"
