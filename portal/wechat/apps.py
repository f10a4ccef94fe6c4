from django.apps import AppConfig


class WechatPagesConfig(AppConfig):
    name = "portal.wechat"
    label = "wechat_pages"
    verbose_name = "微信公众号"
