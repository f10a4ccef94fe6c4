from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "layers.reports"
    label = "reports"
    verbose_name = "报错"
