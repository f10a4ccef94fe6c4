from django.apps import AppConfig


class SubscribingConfig(AppConfig):
    name = "portal.subscribing"
    label = "subscribing"
    verbose_name = "订阅页面"
