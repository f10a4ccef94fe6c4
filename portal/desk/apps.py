from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from portal.desk import logins  # noqa: F401
