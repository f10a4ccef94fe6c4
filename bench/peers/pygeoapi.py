"""pygeoapi under gunicorn with one worker of threads, as its manual says, on the views of bench/peers/view.py."""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from bench.peers.packages import installed
from bench.peers.served import Served, served
from bench.peers.view import view
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST
from geo.bbox import BBox
from geo.crs import CGCS2000
from layers.catalog import Layer

PACKAGES = ["pygeoapi==0.21.0", "psycopg2-binary", "geoalchemy2"]
MOST = 20_000
CRS = f"http://www.opengis.net/def/crs/EPSG/0/{CGCS2000}"


@contextlib.contextmanager
def pygeoapi(layer: Layer, folder: Path) -> Iterator[Served | None]:
    """None where it is not there. ``folder`` takes what it is told and what it says."""
    packages = installed("pygeoapi", PACKAGES)
    if packages is None:
        yield None
        return
    (port,) = free_ports(1)
    # YAML reads JSON.
    told = folder / "pygeoapi.yml"
    told.write_text(json.dumps(_configuration(layer, port)), encoding="utf-8")
    told.chmod(0o600)
    description = folder / "openapi.json"
    description.write_text(json.dumps({"openapi": "3.0.2", "info": {}, "paths": {}}), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(packages),
        "PYGEOAPI_CONFIG": str(told),
        "PYGEOAPI_OPENAPI": str(description),
    }
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--keep-alive", "3600"]
    command += ["--worker-class", "gthread", "--threads", "8", "--timeout", "600", "pygeoapi.flask_app:APP"]
    with served("pygeoapi", port, command, environment, folder / "pygeoapi.log") as found:
        yield found


def feed_path(layer: Layer, bbox: BBox, limit: int) -> str:
    """Box and answer in the system that the rows are in: it takes longer, and latitude first, to change between two."""
    box = ",".join(map(str, bbox.as_tuple()))
    return f"/collections/{layer.name}/items?f=json&limit={limit}&bbox={box}&bbox-crs={CRS}&crs={CRS}"


def _configuration(layer: Layer, port: int) -> dict[str, object]:
    """Its required members, most of which say nothing about speed."""
    database = settings.DATABASES["default"]
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": database["HOST"],
            "dbname": database["NAME"],
            "user": database["USER"],
            "password": database["PASSWORD"],
            "search_path": ["public"],
        },
        "id_field": "row_id",
        "table": view(layer),
        "geom_field": "geom",
        "storage_crs": CRS,
        "crs": [CRS],
    }
    collection = {
        "type": "collection",
        "title": layer.title,
        "description": layer.title,
        "keywords": [layer.name],
        "links": [],
        "extents": {"spatial": {"bbox": settings.CITY["area"], "crs": CRS}},
        "providers": [provider],
    }
    return {
        "server": {
            "bind": {"host": HOST, "port": port},
            "url": f"http://{HOST}:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": MOST},
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "bench",
                "description": "bench",
                "keywords": ["bench"],
                "terms_of_service": "",
                "url": "http://localhost",
            },
            "license": {"name": "", "url": ""},
            "provider": {"name": "bench", "url": ""},
            "contact": {"name": "bench"},
        },
        "resources": {layer.name: collection},
    }
