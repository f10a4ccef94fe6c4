from django.apps import AppConfig


class VideosConfig(AppConfig):
    name = "portal.modules.videos"
    label = "module_videos"
    verbose_name = "宣传视频"
