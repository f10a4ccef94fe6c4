"""Everything under /tiles/. An address that is not here is a 404 in the form of layers.api.errors."""

from django.urls import path

from tiles import views

urlpatterns = [
    path("<str:names>.json", views.description, name="tilejson"),
    path("base/<str:name>/<str:z>/<str:x>/<str:y>", views.base, name="base-tile"),
    path("<str:names>/<str:z>/<str:x>/<str:y>.mvt", views.tile, name="tile"),
]
