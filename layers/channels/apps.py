from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "layers.channels"
    label = "channels"
    verbose_name = "新媒体与网站"

    def ready(self) -> None:
        # Registers the kinds with search.
        import layers.channels.findable  # noqa: F401
