from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "layers.assessment"
    label = "assessment"
    verbose_name = "考核"
