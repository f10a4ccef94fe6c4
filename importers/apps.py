from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "importers"
    label = "importers"
    verbose_name = "导入"

    def ready(self) -> None:
        # Registers the datasets.
        import importers.datasets.places  # noqa: F401
