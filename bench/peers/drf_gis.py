"""The feed through djangorestframework-gis, in the same process and through the same middleware."""

from typing import Any

from django.urls import include, path
from rest_framework.generics import ListAPIView
from rest_framework_gis.filters import InBBoxFilter

from layers.api.serializers import serializer_class, with_relations
from layers.catalog import LAYERS

PLACES = LAYERS["places"]


class BoxFilter(InBBoxFilter):
    bbox_param = "bbox"


class Peer(ListAPIView):
    """What djangorestframework-gis offers for the same: its serializer, its box filter, its renderer."""

    serializer_class = serializer_class(PLACES)
    filter_backends = [BoxFilter]
    bbox_filter_field = PLACES.geometry_field
    bbox_filter_include_overlapping = True
    pagination_class = None

    def get_queryset(self) -> Any:
        return with_relations(PLACES, PLACES.queryset()).annotate(shown=PLACES.shown())


urlpatterns = [path("peer/", Peer.as_view()), path("api/", include("layers.api.urls"))]
