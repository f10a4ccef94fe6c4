from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "layers.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from layers.audit.triggers import install

        post_migrate.connect(install, sender=self)
