from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "layers.consultations"
    label = "consultations"
    verbose_name = "办事咨询"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.consultations.findable  # noqa: F401
