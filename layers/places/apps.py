from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "layers.places"
    label = "places"
    verbose_name = "便民网点"
