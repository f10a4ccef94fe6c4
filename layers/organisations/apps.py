from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "layers.organisations"
    label = "organisations"
    verbose_name = "单位"
