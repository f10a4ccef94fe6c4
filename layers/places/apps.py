from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "layers.places"
    label = "places"
    verbose_name = "便民网点"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.places.findable  # noqa: F401
