"""A way in words: 沿湖店路向东走, 左转进入博邹路, 到达目的地. By road names, and by angles at junctions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import substring

from layers.places.way import direction_words, distance_words
from layers.roads.network import Floats, Integers, Network
from layers.roads.search import Piece
from layers.roads.snapping import Spot

# Below this, one goes on; above, one turns (degrees).
STRAIGHT, TURN, BACK = 35, 60, 155
# So far from the road a point is beside it, and nobody must be told how to get there.
BESIDE_M = 20


@dataclass(frozen=True)
class Step:
    """``distance_m`` is what one then travels until the next step."""

    text: str
    distance_m: float


def corners(network: Network, piece: Piece) -> Floats:
    """The points of a piece in the direction of travel, metres of the network's plane, shape (n, 2)."""
    points = network.line(piece.directed)
    if piece.first > 0 or piece.last < 1:
        points = shapely.get_coordinates(
            substring(shapely.LineString(points), piece.first, piece.last, normalized=True)
        )
    return np.repeat(points, 2, axis=0) if len(points) == 1 else points


def steps_of(
    network: Network, pieces: Sequence[Piece], first_shape: Floats, start: Spot, end: Spot
) -> list[Step]:
    directed = np.array([piece.directed for piece in pieces])
    names = [network.called[edge] for edge in (directed // 2).tolist()]
    is_bend = (network.degree[network.tail[directed]] == 2).tolist()
    angles, metres = _angles(network, directed), network.length_m[directed // 2].tolist()
    texts, lengths = [_setting_off(network, names[0], first_shape, start)], [0.0]
    for number, piece in enumerate(pieces):
        if number and (
            text := _turning(names[number - 1], names[number], angles[number - 1], is_bend[number])
        ):
            texts.append(text)
            lengths.append(0.0)
        lengths[-1] += metres[number] * (piece.last - piece.first)
    steps = [Step(text, round(length, 1)) for text, length in zip(texts, lengths, strict=True)]
    return [*steps, Step(_arriving(end), 0.0)]


def _setting_off(network: Network, name: str, shape: Floats, start: Spot) -> str:
    (lng, lat), (to_lng, to_lat) = network.plane.degrees(shape[[0, -1]]).tolist()
    on = f"沿{name}向{direction_words(lng, lat, to_lng, to_lat).removeprefix('正')}走"
    if start.offset_m < BESIDE_M:
        return on
    bearing = direction_words(start.lng, start.lat, start.road_lng, start.road_lat)
    return f"先向{bearing.removeprefix('正')}{distance_words(start.offset_m)}到{name}，{on}"


def _turning(before: str, name: str, angle: float, is_bend: bool) -> str:
    """What is said between two edges, by what their roads are called; nothing where the road merely goes on."""
    if name != before:
        return f"{_turn_words(angle)}进入{name}"
    return f"{_turn_words(angle)}，继续走{name}" if abs(angle) > STRAIGHT and not is_bend else ""


def _angles(network: Network, directed: Integers) -> list[float]:
    """Between each edge and the next: degrees to the right of straight on, -180 to 180."""
    came = network.sets_out[directed[:-1] ^ 1] + 180
    found: list[float] = ((network.sets_out[directed[1:]] - came + 180) % 360 - 180).tolist()
    return found


def _turn_words(angle: float) -> str:
    if abs(angle) <= STRAIGHT:
        return "直行"
    if abs(angle) > BACK:
        return "掉头"
    side = "右" if angle > 0 else "左"
    return f"{side}转" if abs(angle) >= TURN else f"向{side}前方"


def _arriving(end: Spot) -> str:
    if end.offset_m < BESIDE_M:
        return "到达目的地"
    bearing = direction_words(end.road_lng, end.road_lat, end.lng, end.lat).removeprefix("正")
    return f"到路边，目的地在{bearing}面{distance_words(end.offset_m)}"
