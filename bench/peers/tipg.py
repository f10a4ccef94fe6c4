"""tipg under uvicorn with one worker, as its manual says, on the views of bench/peers/view.py."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from bench.peers.packages import installed
from bench.peers.served import Served, served
from bench.peers.view import named, view
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST
from geo.bbox import BBox
from geo.tile import Tile
from layers.catalog import Layer
from tiles.levels import BUFFER

PACKAGES = ["tipg==1.6.1", "uvicorn"]
MOST = 100_000


@contextlib.contextmanager
def tipg(layers: list[Layer], log: Path) -> Iterator[Served | None]:
    """None where it is not there. It reads as login web, since it makes functions for its session, and the public
    reader may make nothing."""
    folder = installed("tipg", PACKAGES)
    if folder is None:
        yield None
        return
    (port,) = free_ports(1)
    views = {view(layer): json.dumps(list(layer.tiled)) for layer in layers}
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(folder),
        "DATABASE_URL": _address(),
        "TIPG_DB_TABLES": json.dumps([f"public.{name}" for name in views]),
        # The same margin and the same features as ours; no catalogue read anew between two answers.
        "TIPG_TILE_BUFFER": str(BUFFER),
        "TIPG_MAX_FEATURES_PER_TILE": str(MOST),
        "TIPG_CATALOG_TTL": "0",
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
        **{f"TIPG_TABLE_CONFIG__public_{name}__properties": shown for name, shown in views.items()},
    }
    command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--host", HOST, "--port", str(port)]
    command += ["--no-access-log", "--timeout-keep-alive", "3600"]
    with served("tipg", port, command, environment, log) as found:
        yield found


def _address() -> str:
    """Its settings want a host, which may be the folder of the socket in percent signs."""
    quoted = {name: quote(str(value), safe="") for name, value in settings.DATABASES["default"].items()}
    return "postgresql://{USER}:{PASSWORD}@{HOST}/{NAME}".format(**quoted)


def tile_path(layer: Layer, tile: Tile) -> str:
    return f"/collections/public.{named(layer)}/tiles/WebMercatorQuad/{tile.z}/{tile.x}/{tile.y}"


def feed_path(layer: Layer, bbox: BBox, limit: int) -> str:
    box = ",".join(map(str, bbox.as_tuple()))
    return f"/collections/public.{named(layer)}/items?f=geojson&limit={limit}&bbox={box}"
