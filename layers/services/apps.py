from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "layers.services"
    label = "services"
    verbose_name = "政务服务事项"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.services.findable  # noqa: F401
