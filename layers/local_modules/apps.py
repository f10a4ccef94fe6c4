from django.apps import AppConfig


class LocalModulesConfig(AppConfig):
    name = "layers.local_modules"
    label = "local_modules"
    verbose_name = "地方特色栏目"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.local_modules.findable  # noqa: F401
