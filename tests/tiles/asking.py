"""Addresses of tiles, and a tile asked for and read."""

from geo.tile import Tile
from tests.layers.land.factories import at
from tests.tiles.decoding import decoded

# Where the clinic of the world stands.
CLINIC = at(100, 100)


def address(layers, z, where=CLINIC):
    tile = Tile.at(*where, z)
    return f"/tiles/{layers}/{tile.z}/{tile.x}/{tile.y}.mvt"


def asked(client, layers, z, where=CLINIC):
    """The layers of the tile there; none when it is empty."""
    response = client.get(address(layers, z, where))
    assert response.status_code in (200, 204), response.content
    return decoded(response.content) if response.content else {}


def names(found, layer):
    return sorted(row["name"] for row, _ in found.get(layer, []))
