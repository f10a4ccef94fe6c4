from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "layers.benefits"
    label = "benefits"
    verbose_name = "惠企惠民政策"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.benefits.findable  # noqa: F401
