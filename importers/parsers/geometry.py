"""Geometries that PostGIS will take: finite, closed, not empty, in two dimensions. What is not is named by its row.

Whether a ring crosses itself is the stage's question, not the reader's. Goes along into the sandbox.
"""

import contextlib
from typing import Any

import numpy as np

MOST_VERTICES = 1_000_000
POINT_HEADER = np.frombuffer(b"\x01\x01\x00\x00\x00", dtype="u1")
POINT_BYTES = 21

Faults = list[tuple[int, str]]
# Each as hexadecimal, or of points alone all in one text.
Shapes = list[str | None] | str


def hexadecimal(wkb: list[bytes | None], *, close: bool = False) -> tuple[Shapes, Faults, bool]:
    """Each WKB as hexadecimal, 2D; (position, code) of those that cannot be used; whether a third dimension was cut.

    ``close``: a line that ends where it began is an area, as draughtsmen mean it in CAD.
    """
    plain = points(wkb)
    if plain is not None:
        return plain[0], plain[1], False
    import shapely  # not for points, which most files hold

    shapes = shapes_of(wkb)
    given = np.array([one is not None for one in wkb])
    read = np.array([one is not None for one in shapes])
    faults = [(int(at), "geometry") for at in np.flatnonzero(given & ~read)]
    vertices = shapely.get_num_coordinates(shapes)
    faults += [(int(at), "vertices") for at in np.flatnonzero(vertices > MOST_VERTICES)]
    coordinates, belongs = shapely.get_coordinates(shapes, return_index=True)
    infinite = np.unique(belongs[~np.isfinite(coordinates).all(axis=1)])
    faults += [(int(at), "coordinates") for at in infinite]
    unusable = {at for at, _ in faults}
    empty = np.flatnonzero(read & shapely.is_empty(shapes))
    faults += [(int(at), "empty") for at in empty if int(at) not in unusable]
    unusable |= {int(at) for at in empty}
    flat = shapes
    cut = bool(shapely.has_z(shapes).any()) or bool(shapely.has_m(shapes).any())
    if cut:
        flat = shapely.force_2d(shapes)
    if close:
        flat = closed(flat)
    if cut or close:
        wkb = list(shapely.to_wkb(flat, output_dimension=2))
    return [None if one is None or at in unusable else one.hex() for at, one in enumerate(wkb)], faults, cut


def shapes_of(wkb: list[bytes | None]) -> Any:
    """Shapes, None for what is none. One curve among them makes shapely give up on all, so it is asked for each."""
    import shapely

    try:
        return shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    except NotImplementedError:
        shapes = np.full(len(wkb), None, dtype=object)
        for at, one in enumerate(wkb):
            with contextlib.suppress(NotImplementedError):
                shapes[at] = shapely.from_wkb(one, on_invalid="ignore")
        return shapes


def points(wkb: list[bytes | None]) -> tuple[Shapes, Faults] | None:
    """The way of nearly every layer of points; None when there is anything else in it."""
    if not wkb or None in wkb or {*map(len, wkb)} != {POINT_BYTES}:  # type: ignore[arg-type]
        return None
    joined = b"".join(wkb)  # type: ignore[arg-type]
    table = np.frombuffer(joined, dtype="u1").reshape(-1, POINT_BYTES)
    if not (table[:, :5] == POINT_HEADER).all():
        return None
    finite = np.isfinite(table[:, 5:].copy().view("<f8")).all(axis=1)
    text = joined.hex()
    if finite.all():
        return text, []
    whole: list[str | None] = [text[at : at + 42] for at in range(0, len(text), 42)]
    faults = [(int(at), "coordinates") for at in np.flatnonzero(~finite)]
    for at, _ in faults:
        whole[at] = None
    return whole, faults


def of_numbers(x: Any, y: Any) -> list[str]:
    """Points of two arrays of numbers."""
    table = np.empty(len(x), dtype=[("header", "u1", 5), ("x", "<f8"), ("y", "<f8")])
    table["header"], table["x"], table["y"] = POINT_HEADER, x, y
    text = table.tobytes().hex()
    return [text[at : at + 42] for at in range(0, len(text), 42)]


def closed(shapes: Any) -> Any:
    import shapely

    lines = shapely.get_type_id(shapes) == 1
    rings = lines & shapely.is_closed(shapes) & (shapely.get_num_coordinates(shapes) >= 4)
    areas = shapes.copy()
    for at in np.flatnonzero(rings):
        areas[at] = shapely.Polygon(shapes[at])
    return areas
