from django.apps import AppConfig


class FoiConfig(AppConfig):
    name = "layers.foi"
    label = "foi"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        # Registers the kinds with search.
        import layers.foi.findable  # noqa: F401
