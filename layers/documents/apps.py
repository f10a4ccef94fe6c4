from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "layers.documents"
    label = "documents"
    verbose_name = "文件"

    def ready(self) -> None:
        # Registers the kind with search.
        import layers.documents.findable  # noqa: F401
