"""/api/v1/: what other systems write. What they read is in layers.api."""

from django.urls import path

from importers.item_sources.views import items

urlpatterns = [path("items", items, name="api-items")]
