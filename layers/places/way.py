"""The way in words: how far and in which direction, as the crow flies."""

import math

BEARINGS = ("正北", "东北", "正东", "东南", "正南", "西南", "正西", "西北")


def distance_words(metres: float) -> str:
    """约 350 米, 约 1.2 公里, 约 36 公里: no finer than a phone knows where it is."""
    if metres < 995:
        return f"约 {max(10, round(metres / 10) * 10)} 米"
    kilometres = metres / 1000
    return f"约 {kilometres:.1f} 公里" if kilometres < 9.95 else f"约 {kilometres:.0f} 公里"


def direction_words(from_lng: float, from_lat: float, lng: float, lat: float) -> str:
    """One of eight winds from the first point to the second, in degrees of EPSG:4490. For short distances: a degree
    of longitude is taken as long as it is half-way."""
    east = (lng - from_lng) * math.cos(math.radians((lat + from_lat) / 2))
    return BEARINGS[round(math.degrees(math.atan2(east, lat - from_lat)) / 45) % 8]
