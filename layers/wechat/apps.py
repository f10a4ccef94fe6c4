from django.apps import AppConfig


class WechatConfig(AppConfig):
    name = "layers.wechat"
    label = "wechat"
    verbose_name = "微信"
