"""Everything under /ogc/, at the addresses that OGC API - Features names."""

from django.urls import path

from layers.ogc import views
from layers.ogc.items import item, items

urlpatterns = [
    path("", views.landing, name="ogc"),
    path("conformance", views.conformance, name="ogc-conformance"),
    path("api", views.api, name="ogc-api"),
    path("collections", views.collections, name="ogc-collections"),
    path("collections/<str:name>", views.collection, name="ogc-collection"),
    path("collections/<str:name>/queryables", views.queryables, name="ogc-queryables"),
    path("collections/<str:name>/items", items, name="ogc-items"),
    path("collections/<str:name>/items/<str:id>", item, name="ogc-item"),
]
