from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "layers.subscriptions"
    label = "subscriptions"
    verbose_name = "订阅"
