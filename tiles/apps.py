from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TilesConfig(AppConfig):
    name = "tiles"
    label = "tiles"
    verbose_name = "瓦片"

    def ready(self) -> None:
        # The jobs, too.
        from layers.versions import raising
        from tiles import forgetting, summing  # noqa: F401
        from tiles.triggers import install

        post_migrate.connect(install, sender=self)
        raising.connect(forgetting.forget_on_commit)
