"""Everything under /api/."""

from django.urls import path

from layers.api.feed import feed

urlpatterns = [
    path("layers/<str:name>.geojson", feed, name="feed"),
]
