"""A tile from where it is: the files, else the database, else, while that is away, files of an older version."""

from typing import NamedTuple

from django.db import InterfaceError, OperationalError

from layers.area import city_box
from layers.catalog import Layer
from tiles import store, version
from tiles.address import Address
from tiles.asking import one_row
from tiles.levels import BUFFER, EXTENT
from tiles.mvt import Made, make

# What a connection raises whose server is away, restarts or takes too long.
AWAY = (OperationalError, InterfaceError)


class Found(NamedTuple):
    made: Made
    is_stale: bool = False


def lies_in_city(address: Address) -> bool:
    """Where nothing can lie nobody needs to be asked: every geometry is held to the box of the city."""
    return address.tile.bbox(BUFFER / EXTENT).intersects(city_box())


def find(address: Address, asked: str | None) -> Found:
    """``asked`` is the version in the address. Raises OperationalError when neither files nor the database have it."""
    if asked and (made := store.read(address, asked)) is not None:
        return Found(made)
    try:
        with store.alone((address.names, address.tile)):
            return Found(_kept_or_made(address, asked))
    except AWAY:
        for older in store.versions(address.names):
            if (made := store.read(address, older)) is not None:
                return Found(made, is_stale=True)
        raise


def _kept_or_made(address: Address, asked: str | None) -> Made:
    # Whoever waited may have waited for this very tile.
    if asked and (made := store.read(address, asked)) is not None:
        return made
    # An invented version must not cost a tile: where today's is kept, that is the answer.
    is_known = bool(asked and store.knows(address.names, asked))
    if not is_known and (made := store.read(address, current(address.layers))) is not None:
        return made
    swept = store.sweeps()
    made = make(address)
    store.keep(address, made)
    # What was withdrawn while it was made may have been swept away before our file was there.
    if store.sweeps() != swept and current(address.layers) != made.version:
        store.drop(address, made.version)
    return made


def current(layers: tuple[Layer, ...]) -> str:
    """The version of today's rows. Raises OperationalError when the database does not answer."""
    (stamps,) = one_row(version.stamps(layers))
    return version.text(layers, stamps)


def current_or_kept(layers: tuple[Layer, ...]) -> str:
    """The same; while the database is away, the last version of which tiles are kept."""
    try:
        return current(layers)
    except AWAY:
        kept = store.versions(",".join(layer.name for layer in layers))
        if not kept:
            raise
        return kept[0]
