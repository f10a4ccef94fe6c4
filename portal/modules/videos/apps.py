from django.apps import AppConfig

from portal.module import Module


class VideosConfig(Module, AppConfig):
    name = "portal.modules.videos"
    label = "module_videos"
    verbose_name = "宣传视频"
    route = "videos/"
    icon = "video"
    summary = "看视频，弄明白。"
    coming = (
        "办事、政策、征地的讲解视频",
        "带字幕和文字稿",
    )
    meanwhile = "征地各阶段的白话说明，请看征地信息公开。"
