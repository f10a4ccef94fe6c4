from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "portal.modules.services"
    label = "module_services"
    verbose_name = "政务服务"
