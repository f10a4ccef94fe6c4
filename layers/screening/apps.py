from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "layers.screening"
    label = "screening"
    verbose_name = "个人信息检查"

    def ready(self) -> None:
        from layers.documents import gates
        from layers.screening.gate import check, public_copy

        gates.register(gates.Gate(gates.PERSONAL_DATA, check, public_copy))
