"""What nginx does with kept tiles: by our block of deploy/nginx.conf, and as plain files that somebody put there."""

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from django.test import Client

from bench.peers.nginx import nginx
from deploy.rehearsal.stage import free_ports
from deploy.stack.address import HOST, wait_until_healthy
from geo.tile import Tile
from layers.catalog import Layer

SECONDS = 1.0
SITE = """
    sendfile on;
    {versions}
    server {{
        listen {host}:{port};
        {block}
        location @site {{ return 404; }}
        location /files/ {{ alias {kept}/; gzip_static always; types {{ }} }}
    }}
"""


@contextlib.contextmanager
def warm(
    layer: Layer, tiles: list[Tile], kept: Path, folder: Path
) -> Iterator[dict[str, Callable[[], float]] | None]:
    """Milliseconds a request by wrk, eight connections; None where a program is missing. ``kept`` is the folder of kept
    tiles, which is filled here."""
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        print(f"not run: warm tiles ({' and '.join(missing)} not installed)")
        yield None
        return
    client = Client()
    query = client.get(f"/tiles/{layer.name}.json").json()["tiles"][0].partition("?")[2]
    paths = [f"/tiles/{layer.name}/{tile.z}/{tile.x}/{tile.y}.mvt?{query}" for tile in tiles]
    for address in paths:
        client.get(address)
    kept.chmod(0o755)
    (port,) = free_ports(1)
    with nginx(folder, _site(kept, port)) as child:
        wait_until_healthy(port, child)
        # The same files, by their own names.
        files = [
            f"/files/{path.relative_to(kept).as_posix().removesuffix('.gz')}"
            for path in kept.rglob("*.mvt.gz")
        ]
        ours = [
            path
            for path in paths
            if f"/files/{layer.name}/{query[2:]}/{'/'.join(path.split('?')[0].split('/')[3:])}" in files
        ]
        yield {
            "ours": _wrk(folder / "ours.lua", ours, port),
            "files": _wrk(folder / "files.lua", files, port),
        }


def _site(kept: Path, port: int) -> str:
    ours = Path("deploy/nginx.conf").read_text(encoding="utf-8")
    versions = ours[ours.index("map $arg_v") : ours.index("limit_req_zone")]
    block = ours[ours.index('    location ~ "^/tiles/') : ours.index("    location @site")]
    block = block.replace("/srv/cuntu/var/tiles", str(kept))
    return SITE.format(versions=versions, host=HOST, port=port, block=block, kept=kept)


def _wrk(script: Path, paths: list[str], port: int) -> Callable[[], float]:
    listed = ", ".join(f'"{path}"' for path in paths)
    script.write_text(
        f"paths = {{{listed}}}\nturn = 0\nwrk.headers['Accept-Encoding'] = 'gzip'\n"
        "request = function() turn = turn % #paths + 1; return wrk.format('GET', paths[turn]) end\n"
    )
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS:g}s", "-s", str(script), f"http://{HOST}:{port}"]

    def measured() -> float:
        """Milliseconds a request."""
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Non-2xx" not in told, told
        (line,) = [line for line in told.splitlines() if line.startswith("Requests/sec:")]
        return 1000 / float(line.split()[1])

    return measured
