from django.apps import AppConfig


class LandConfig(AppConfig):
    name = "layers.land"
    label = "land"
    verbose_name = "征地信息"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.land.findable  # noqa: F401
