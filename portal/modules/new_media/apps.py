from django.apps import AppConfig

from portal.module import Module


class NewMediaConfig(Module, AppConfig):
    name = "portal.modules.new_media"
    label = "module_new_media"
    verbose_name = "政务新媒体矩阵"
    route = "media/"
    icon = "media"
    summary = "官方微信、微博、客户端。"
