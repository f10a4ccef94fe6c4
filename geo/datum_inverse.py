"""From the shifted datums back to WGS 84: FOR IMPORTERS ONLY, never in an API, a page or a browser.

A staff file picked from a vendor's map states GCJ-02 or BD-09 and is converted once, at import. Offering the
inverse to the public is legally sensitive (libraries reference, row Coordinates), so it has a file of its
own that an import rule keeps out of the floors that answer requests. (lng, lat) in degrees at both ends.
"""

from collections.abc import Callable

from geo.datum import MAINLAND_BOX, shift_to_bd09, shift_to_gcj02

# 1e-10 degrees is 0.01 mm; the usual one-pass inverse leaves up to 2.9 m.
TOLERANCE_DEG = 1e-10
MAX_STEPS = 30
# No shift is larger: about 0.7 km for GCJ-02 within the box, 1.4 km for BD-09.
REACH_M = 3_000.0

Shift = Callable[[float, float], tuple[float, float]]


def gcj02_to_wgs84(lng: float, lat: float) -> tuple[float, float]:
    """GCJ-02 -> WGS 84, to less than 1 mm; unchanged when the place is outside the mainland box."""
    return _invert(shift_to_gcj02, lng, lat)


def bd09_to_gcj02(lng: float, lat: float) -> tuple[float, float]:
    """BD-09 -> GCJ-02, to less than 1 mm; unchanged when the place is outside the mainland box."""
    return _invert(shift_to_bd09, lng, lat)


def bd09_to_wgs84(lng: float, lat: float) -> tuple[float, float]:
    """BD-09 -> WGS 84, to less than 1 mm; unchanged when the place is outside the mainland box."""
    return _invert(lambda x, y: shift_to_bd09(*shift_to_gcj02(x, y)), lng, lat)


def _invert(shift: Shift, lng: float, lat: float) -> tuple[float, float]:
    # The box is judged at the unshifted end, as the forward way does: near its edge the shifted point may
    # already be outside. Far outside (and for NaN) there is nothing to solve.
    if not MAINLAND_BOX.expand(REACH_M).contains(lng, lat):
        return lng, lat
    x, y = lng, lat
    for _ in range(MAX_STEPS):
        shifted_x, shifted_y = shift(x, y)
        error_x, error_y = shifted_x - lng, shifted_y - lat
        x, y = x - error_x, y - error_y
        if abs(error_x) < TOLERANCE_DEG and abs(error_y) < TOLERANCE_DEG:
            break
    return (x, y) if MAINLAND_BOX.contains(x, y) else (lng, lat)
