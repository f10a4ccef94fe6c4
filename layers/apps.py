from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LayersConfig(AppConfig):
    name = "layers"
    label = "layers"
    verbose_name = "图层"

    def ready(self) -> None:
        from layers.feature_triggers import install
        from layers.grants import grant_public_reads, revoke_writes

        post_migrate.connect(grant_public_reads, sender=self)
        post_migrate.connect(revoke_writes, sender=self)
        post_migrate.connect(install, sender=self)
