from django.apps import AppConfig

from portal.module import Module


class ServicesConfig(Module, AppConfig):
    name = "portal.modules.services"
    label = "module_services"
    verbose_name = "政务服务"
    route = "services/"
    icon = "service-hall"
    summary = "找谁办、怎么办、办多久。"
