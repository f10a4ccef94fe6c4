"""The peers of bench/tiles.py, each by its public package; None and a line for one that is not there."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import include, path

from geo.tile import Tile
from layers.catalog import Layer

PACKAGES = ["django-vectortiles==1.0.2", "mercantile"]
SECONDS = 1.0
urlpatterns = [path("tiles/", include("tiles.urls"))]
PORT = 8742


def vectortiles(layer: Layer, tiles: list[Tile]) -> Callable[[], float] | None:
    """django-vectortiles with the same rows and properties, as its manual says; milliseconds a tile."""
    folder = Path(os.environ.get("CUNTU_BENCH_PEERS", "var/bench/vectortiles"))
    if not folder.exists() and (uv := shutil.which("uv") or shutil.which("var/uv/bin/uv")):
        command = [uv, "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *PACKAGES]
        subprocess.run(command, check=False)
    sys.path.append(str(folder))
    if importlib.util.find_spec("vectortiles") is None:
        print("not run: django-vectortiles (could not be installed)")
        return None
    from vectortiles import VectorLayer
    from vectortiles.views import MVTView

    class Peer(VectorLayer):  # type: ignore[misc,valid-type]
        id = layer.name
        model = layer.model
        geom_field = layer.geometry_field
        tile_fields = tuple(layer.properties.values())
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


def nginx(layer: Layer, tiles: list[Tile], kept: Path) -> dict[str, Callable[[], float]] | None:
    """nginx with our block of deploy/nginx.conf, and nginx on the same bytes as plain files: requests a second by wrk,
    eight connections. ``kept`` is the folder of kept tiles, which is filled here."""
    programs = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if programs:
        print(f"not run: warm tiles ({' and '.join(programs)} not installed)")
        return None
    client = Client()
    query = client.get(f"/tiles/{layer.name}.json").json()["tiles"][0].partition("?")[2]
    paths = [f"/tiles/{layer.name}/{tile.z}/{tile.x}/{tile.y}.mvt?{query}" for tile in tiles]
    for address in paths:
        client.get(address)
    kept.chmod(0o755)
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(_configuration(kept, folder))
    subprocess.run(["nginx", "-c", str(folder / "nginx.conf")], check=True)
    # The same files, by their own names.
    files = [
        f"/files/{path.relative_to(kept).as_posix().removesuffix('.gz')}" for path in kept.rglob("*.mvt.gz")
    ]
    ours = [
        path
        for path in paths
        if f"/files/{layer.name}/{query[2:]}/{'/'.join(path.split('?')[0].split('/')[3:])}" in files
    ]
    return {"ours": _wrk(folder / "ours.lua", ours), "files": _wrk(folder / "files.lua", files)}


def _configuration(kept: Path, folder: Path) -> str:
    ours = Path("deploy/nginx.conf").read_text(encoding="utf-8")
    versions = ours[ours.index("map $arg_v") : ours.index("limit_req_zone")]
    block = ours[ours.index('    location ~ "^/tiles/') : ours.index("    location @site")]
    block = block.replace("/srv/cuntu/var/tiles", str(kept))
    return f"""
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    sendfile on;
    {versions}
    server {{
        listen 127.0.0.1:{PORT};
        {block}
        location @site {{ return 404; }}
        location /files/ {{ alias {kept}/; gzip_static always; types {{ }} }}
    }}
}}
"""


def _wrk(script: Path, paths: list[str]) -> Callable[[], float]:
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(
        f"paths = {{{listed}}}\nturn = 0\nwrk.headers['Accept-Encoding'] = 'gzip'\n"
        "request = function() turn = turn % #paths + 1; return wrk.format('GET', paths[turn]) end\n"
    )
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS:g}s", "-s", str(script), f"http://127.0.0.1:{PORT}"]

    def measured() -> float:
        """Milliseconds a request."""
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in told, told
        (line,) = [line for line in told.splitlines() if line.startswith("Requests/sec:")]
        return 1000 / float(line.split()[1])

    return measured
