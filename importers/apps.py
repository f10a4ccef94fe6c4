from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "importers"
    label = "importers"
    verbose_name = "导入"

    def ready(self) -> None:
        # Registers the datasets: a new file there is a new dataset.
        import importers.datasets

        for module in iter_modules(importers.datasets.__path__):
            import_module(f"importers.datasets.{module.name}")
