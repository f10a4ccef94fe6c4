from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from portal.desk import (
            logins,  # noqa: F401
            nouns,  # noqa: F401
        )

        # What each module brings to the desk.
        autodiscover_modules("desk")
