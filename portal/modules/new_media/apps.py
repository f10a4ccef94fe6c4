from django.apps import AppConfig


class NewMediaConfig(AppConfig):
    name = "portal.modules.new_media"
    label = "module_new_media"
    verbose_name = "政务新媒体矩阵"
