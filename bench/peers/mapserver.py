"""MapServer as FastCGI, one process with a connection that it keeps, on the views of bench/peers/view.py.

It clips 64 units beyond the edge as ours does, but looks for what touches the tile itself: features in the margin are lacking.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.peers.view import view
from deploy.stack.address import listen
from deploy.stack.processes import Child
from geo.tile import Tile
from layers.catalog import Layer
from tiles.levels import BUFFER, EXTENT

# As FastCGI it knows no environment but that of the request and what stands here.
CONFIGURATION = 'CONFIG\n  ENV\n    MS_MAPFILE "{maps}"\n  END\nEND\n'
MAP = """\
MAP
  NAME "bench"
  SIZE 256 256
  EXTENT -20037508 -20037508 20037508 20037508
  PROJECTION "init=epsg:3857" END
  OUTPUTFORMAT
    NAME "mvt"
    DRIVER "MVT"
    FORMATOPTION "EXTENT={extent}"
    FORMATOPTION "EDGE_BUFFER={buffer}"
  END
{layers}
END
"""
LAYER = """\
  LAYER
    NAME "{name}"
    TYPE {kind}
    STATUS OFF
    CONNECTIONTYPE POSTGIS
    CONNECTION "{login}"
    PROCESSING "CLOSE_CONNECTION=DEFER"
    DATA "geom from (SELECT * FROM {view}) AS r using unique row_id using srid=4490"
    PROJECTION "init=epsg:4490" END
    METADATA
      "gml_include_items" "all"
      "gml_exclude_items" "row_id"
      "gml_types" "auto"
    END
  END
"""


@contextlib.contextmanager
def mapserver(layers: dict[Layer, str], folder: Path) -> Iterator[int | None]:
    """The port at which it speaks FastCGI; None where it is not there. ``layers`` with POINT or POLYGON of each."""
    if (program := shutil.which("mapserv")) is None:
        print("not run: MapServer (Debian's cgi-mapserver is not installed)")
        yield None
        return
    database = settings.DATABASES["default"]
    login = "host={HOST} dbname={NAME} user={USER} password={PASSWORD}".format(**database)
    parts = [
        LAYER.format(name=layer.name, kind=kind, login=login, view=view(layer))
        for layer, kind in layers.items()
    ]
    maps, configuration = folder / "bench.map", folder / "mapserver.conf"
    maps.write_text(MAP.format(extent=EXTENT, buffer=BUFFER, layers="".join(parts)), encoding="utf-8")
    configuration.write_text(CONFIGURATION.format(maps=maps), encoding="utf-8")
    maps.chmod(0o600)
    with listen(0) as listener:
        listener.listen()
        # FastCGI finds the socket that it listens to at its standard input.
        command = ["sh", "-c", f'exec "$0" <&{listener.fileno()}', program]
        environment = {"PATH": os.environ["PATH"], "MAPSERVER_CONFIG_FILE": str(configuration)}
        child = Child.start(
            "mapserver",
            command,
            environment=environment,
            output=folder / "mapserver.log",
            pass_fds=[listener.fileno()],
        )
        try:
            yield listener.getsockname()[1]
        finally:
            child.stop()


def tile_path(layer: Layer, tile: Tile) -> str:
    return f"/mapserver?mode=tile&tilemode=gmap&tile={tile.x}+{tile.y}+{tile.z}&layers={layer.name}&map.imagetype=mvt"
