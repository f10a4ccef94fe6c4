from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate


class PersonalConfig(AppConfig):
    name = "layers.personal"
    label = "personal"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from layers.personal.keys import erase_key_of
        from layers.personal.policy import install, personal_models

        post_migrate.connect(install, sender=self)
        for model in personal_models():
            post_delete.connect(erase_key_of, sender=model)
