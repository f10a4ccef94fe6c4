from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "layers.regions"
    label = "regions"
    verbose_name = "行政区划"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.regions.findable  # noqa: F401
