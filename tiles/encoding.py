"""Rows of a statement → one layer of a tile."""

from tiles.fragment import Fragment, sql
from tiles.levels import EXTENT


def encoded(features: Fragment, name: str) -> Fragment:
    """``features`` has the column geom, in units of the tile, y to the south; its other columns become properties."""
    encoding = "(SELECT coalesce(ST_AsMVT(f, {name}, {extent}, 'geom'), '') FROM ({features}) AS f)"
    return sql(encoding, name=name, extent=EXTENT, features=features)
