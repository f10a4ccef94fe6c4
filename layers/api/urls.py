"""Everything under /api/. An address that is not here is a 404 in the form of layers.api.errors."""

from django.urls import URLPattern, path

from layers.api.feed import Feed
from layers.api.here import Here
from layers.api.near import Near
from layers.api.reach import ReachFrom
from layers.api.resources import LayerItem, LayerList
from layers.api.route import RouteBetween
from layers.api.schema import documentation, schema
from layers.api.search import Search
from layers.catalog import LAYERS, Layer


def layer_routes(layer: Layer) -> list[URLPattern]:
    return [
        path(f"{layer.name}/", LayerList.as_view(layer=layer), name=f"api-{layer.name}"),
        path(f"{layer.name}/<str:id>/", LayerItem.as_view(layer=layer), name=f"api-{layer.name}-item"),
    ]


urlpatterns = [
    path("", documentation, name="api"),
    path("schema", schema, name="api-schema"),
    path("layers/<str:name>.geojson", Feed.as_view(), name="api-feed"),
    path("search", Search.as_view(), name="api-search"),
    path("here", Here.as_view(), name="api-here"),
    path("route", RouteBetween.as_view(), name="api-route"),
    path("reach", ReachFrom.as_view(), name="api-reach"),
    path("near", Near.as_view(), name="api-near"),
    *[route for layer in LAYERS.values() for route in layer_routes(layer)],
]
