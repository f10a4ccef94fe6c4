from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "layers.documents"
    label = "documents"
    verbose_name = "文件"
