from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "layers.ledger"
    label = "ledger"
    verbose_name = "公开文件账本"
