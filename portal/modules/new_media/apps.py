from django.apps import AppConfig

from portal.module import Module


class NewMediaConfig(Module, AppConfig):
    name = "portal.modules.new_media"
    label = "module_new_media"
    verbose_name = "政务新媒体矩阵"
    route = "media/"
    icon = "media"
    summary = "官方微信、微博、客户端。"
    coming = (
        "各单位的官方账号与二维码",
        "按地区、按单位查找",
    )
    meanwhile = "各单位的电话和地址，请看便民服务地图。"
