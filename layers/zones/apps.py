from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "layers.zones"
    label = "zones"
    verbose_name = "专区与公开栏"

    def ready(self) -> None:
        # Registers the kinds with search.
        import layers.zones.findable  # noqa: F401
