from django.apps import AppConfig

from portal.module import Module


class VideosConfig(Module, AppConfig):
    name = "portal.modules.videos"
    label = "module_videos"
    verbose_name = "宣传视频"
    route = "videos/"
    icon = "video"
    summary = "看视频，弄明白。"
