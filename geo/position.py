"""Where somebody stands: a phone's WGS 84 position with its accuracy. For one answer, never stored."""

from dataclasses import dataclass
from typing import Self

from geo.errors import BadInput
from geo.number import parse_decimal

MAX_ACCURACY_M = 100_000.0


@dataclass(frozen=True, slots=True)
class Position:
    """lng, lat in degrees (WGS 84, taken as EPSG:4490: they differ by less than a phone can tell).

    `accuracy_m` is the radius in metres that the browser's Geolocation API gives, None when unknown.
    Raises BadInput when a value is not finite or out of range.
    """

    lng: float
    lat: float
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        if not -180.0 <= self.lng <= 180.0:
            raise BadInput("lng", "经度超出范围，应在 -180 与 180 之间")
        if not -90.0 <= self.lat <= 90.0:
            raise BadInput("lat", "纬度超出范围，应在 -90 与 90 之间")
        if self.accuracy_m is not None and not 0.0 <= self.accuracy_m <= MAX_ACCURACY_M:
            raise BadInput("accuracy", f"定位精度超出范围，应在 0 与 {MAX_ACCURACY_M:g} 米之间")

    def __repr__(self) -> str:
        # A traceback or a log line prints the repr: the position of a citizen must not be in it.
        return "Position(…)"

    @classmethod
    def parse(cls, lng: str | None, lat: str | None, accuracy: str | None = None) -> Self:
        """Read the request parameters lng, lat (degrees) and accuracy (metres, may be absent or empty).

        Raises BadInput naming "lng", "lat" or "accuracy".
        """
        return cls(
            parse_decimal(lng, parameter="lng", title="经度", low=-180.0, high=180.0),
            parse_decimal(lat, parameter="lat", title="纬度", low=-90.0, high=90.0),
            parse_decimal(
                accuracy, parameter="accuracy", title="定位精度（米）", low=0.0, high=MAX_ACCURACY_M
            )
            if accuracy
            else None,
        )

    def uncertainty_m(self, at_least_m: float) -> float:
        """The radius within which the person may stand: the stated accuracy, at least `at_least_m`."""
        return max(at_least_m, self.accuracy_m or 0.0)
