"""django-vectortiles in the same process: its only library that .venv lacks is mercantile."""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import include, path

from bench.peers.packages import installed
from geo.tile import Tile
from layers.catalog import Layer

PACKAGES = ["django-vectortiles==1.0.2", "mercantile"]
urlpatterns = [path("tiles/", include("tiles.urls"))]


def vectortiles(layer: Layer, tiles: list[Tile]) -> Callable[[], float] | None:
    """django-vectortiles with the same rows and properties, as its manual says; milliseconds a tile."""
    folder = installed("django-vectortiles", PACKAGES, "--no-deps")
    if folder is None:
        return None
    sys.path.append(str(folder))
    from vectortiles import VectorLayer
    from vectortiles.views import MVTView

    class Peer(VectorLayer):  # type: ignore[misc,valid-type]
        id = layer.name
        model = layer.model
        geom_field = layer.geometry_field
        tile_fields = tuple(layer.tiled.values())
        min_zoom = 0

        def get_queryset(self) -> Any:
            return layer.queryset()

    # Through the same middleware as ours.
    urlpatterns[:] = [
        path("tiles/", include("tiles.urls")),
        path(f"peer/{layer.name}/<int:z>/<int:x>/<int:y>", MVTView.as_view(layer_classes=[Peer])),
    ]
    client = Client()

    def measured() -> float:
        begun = time.perf_counter()
        for tile in tiles:
            response = client.get(f"/peer/{layer.name}/{tile.z}/{tile.x}/{tile.y}")
            assert response.status_code in (200, 204), response.status_code
        return (time.perf_counter() - begun) * 1000 / len(tiles)

    return measured
