from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "layers.changes"
    label = "changes"
    verbose_name = "变更"

    def ready(self) -> None:
        # Registers the nouns that can be changed.
        import layers.changes.nouns  # noqa: F401
