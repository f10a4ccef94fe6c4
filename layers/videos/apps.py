from django.apps import AppConfig


class VideosConfig(AppConfig):
    name = "layers.videos"
    label = "videos"
    verbose_name = "宣传视频"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.videos.findable  # noqa: F401
