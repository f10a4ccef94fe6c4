"""Peers that are servers of their own, and the site asked as they are: over HTTP, one tile after the other.

What the figures do not say by themselves: MapServer and tipg search the tile and not its margin, so they have some 6 % fewer
features and cut icons at edges; the site packs and keeps each tile and adds the points of names, peers send plain bytes
and keep nothing. Tiles that the site thins to clusters (over 500 KB or 6,000 features) are left out: peers would send many
times as much for them.
"""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bench.peers import mapserver, tipg
from bench.peers.gate import gate, site
from bench.peers.served import Served
from geo.tile import Tile
from layers.catalog import LAYERS, Layer
from tests.tiles.decoding import decoded

OURS = "ours over HTTP"
KINDS = {LAYERS["places"]: "POINT", LAYERS["parcels"]: "POLYGON"}
Asked = tuple[Served, list[str]]


@dataclass
class OverHttp:
    front: Served
    has_mapserver: bool
    tipg: Served | None

    def contestants(self, layer: Layer, tiles: list[Tile]) -> dict[str, Callable[[], float]]:
        """Milliseconds a tile of each, ours among them; prints what is in the tiles that they are asked for."""
        # Rows that the bench copies into the table bring no new version.
        forget_kept()
        ours = self._ours(layer, tiles)
        kept = [tile for tile, path in zip(tiles, ours, strict=True) if not self._is_thinned(path)]
        print(f"over HTTP: {len(kept)} of {len(tiles)} tiles, those that are not thinned")
        peers = self._peers(layer, kept)
        told: dict[str, Asked] = {OURS: (self.front, self._ours(layer, kept)), **peers}
        for name, (server, paths) in told.items():
            print(f"  {name}: {contents(server, paths)}", flush=True)
        # What is kept is gzip, and what browsers ask for; a peer would have to pack for it.
        measured = {OURS: self.front.timed(told[OURS][1], packed=True, before=forget_kept)}
        return measured | {name: server.timed(paths) for name, (server, paths) in peers.items()}

    def _peers(self, layer: Layer, tiles: list[Tile]) -> dict[str, Asked]:
        found: dict[str, Asked] = {}
        if self.has_mapserver:
            found["MapServer"] = (self.front, [mapserver.tile_path(layer, tile) for tile in tiles])
        if self.tipg is not None:
            found["tipg"] = (self.tipg, [tipg.tile_path(layer, tile) for tile in tiles])
        return found

    def _ours(self, layer: Layer, tiles: list[Tile]) -> list[str]:
        described = json.loads(self.front.get(f"/tiles/{layer.name}.json")[1])
        query = described["tiles"][0].partition("?")[2]
        return [f"/tiles/{layer.name}/{tile.z}/{tile.x}/{tile.y}.mvt?{query}" for tile in tiles]

    def _is_thinned(self, path: str) -> bool:
        return "Tile-Thinned" in self.front.get(path)[0]


@contextlib.contextmanager
def over_http(folder: Path) -> Iterator[OverHttp]:
    """``folder`` is theirs; nginx's account gets in."""
    with contextlib.ExitStack() as stack:
        fastcgi = stack.enter_context(mapserver.mapserver(KINDS, folder))
        other = stack.enter_context(tipg.tipg(list(KINDS), folder / "tipg.log"))
        port = stack.enter_context(site(folder / "site.log"))
        front = stack.enter_context(gate(folder, port, fastcgi))
        yield OverHttp(front, fastcgi is not None, other)


def forget_kept() -> None:
    """The site's tiles: each is made anew, packed and kept."""
    for levels in settings.TILES.glob("*/*/*"):
        shutil.rmtree(levels)


def contents(server: Served, paths: list[str]) -> str:
    features = size = 0
    for path in paths:
        content = server.get(path)[1]
        size += len(content)
        if content:
            layers = decoded(content).items()
            features += sum(len(rows) for name, rows in layers if not name.endswith("_labels"))
    return f"{features:,} features, {size / len(paths) / 1000:.1f} KB a tile"
