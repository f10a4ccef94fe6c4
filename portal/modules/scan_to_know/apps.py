from django.apps import AppConfig

from portal.module import Module


class ScanToKnowConfig(Module, AppConfig):
    name = "portal.modules.scan_to_know"
    label = "module_scan_to_know"
    verbose_name = "码上知道"
    route = "know/"
    icon = "qr"
    summary = "扫码带走办事指南。"
