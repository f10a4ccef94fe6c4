from django.apps import AppConfig


class ScanToKnowConfig(AppConfig):
    name = "portal.modules.scan_to_know"
    label = "module_scan_to_know"
    verbose_name = "码上知道"
