"""The city's own Valhalla or OSRM in the place of our search: asked at the address of the settings and at no other, its answer
made into the same Route, with steps in Chinese by the same words.

It must be built from the dataset in use (docs/roads.md): what may be shown is told by that. Sources: the route services in
the documentation of Valhalla (valhalla.github.io/valhalla/api/turn-by-turn) and OSRM (project-osrm.org, v1).
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from layers import outbound
from layers.places.way import direction_words
from layers.roads.directions import Step
from layers.roads.errors import NoRoute, TooFar
from layers.roads.modes import Mode
from layers.roads.route import DECIMALS, Point, Route
from layers.roads.snapping import MOST_M

SECONDS = 2.0
MOST_BYTES = 4 << 20
NAMELESS = "道路"

PROFILES = {Mode.CAR: "driving", Mode.BICYCLE: "cycling", Mode.WALK: "walking"}
COSTINGS = {Mode.CAR: "auto", Mode.BICYCLE: "bicycle", Mode.WALK: "pedestrian"}
# Of OSRM by modifier, of Valhalla by number of the manoeuvre.
TURNS = {
    "straight": "直行", "slight right": "向右前方", "right": "右转", "sharp right": "右转", "uturn": "掉头",
    "sharp left": "左转", "left": "左转", "slight left": "向左前方",
}  # fmt: skip
MANOEUVRES = {
    8: "直行", 9: "向右前方", 10: "右转", 11: "右转", 12: "掉头", 13: "掉头", 14: "左转", 15: "左转", 16: "向左前方",
    17: "直行", 18: "向右前方", 19: "向左前方", 20: "向右前方", 21: "向左前方", 22: "直行", 23: "靠右", 24: "靠左",
    25: "直行", 26: "进入环岛", 27: "驶出环岛", 37: "向右前方", 38: "向左前方",
}  # fmt: skip
START, END = {1, 2, 3}, {4, 5, 6}
# "No suitable edges near location"; "unconnected regions", "No path could be found for input".
NO_EDGE, NO_PATH = {171}, {170, 442}


class Unavailable(Exception):
    """The engine gave no answer that can be used; why, without a word of the question."""


@dataclass(frozen=True)
class _Part:
    """A piece of the way: ``turn`` into the road ``name``, "" where it sets out."""

    turn: str
    name: str
    metres: float


def is_configured() -> bool:
    return settings.ROUTE_ENGINE in ENGINES and bool(settings.ROUTE_ENGINE_URL)


def external_routes(start: Point, end: Point, mode: Mode, alternatives: int = 0) -> list[Route]:
    """As layers.roads.route.routes. Raises NoRoute and TooFar where the engine says so, Unavailable for anything else."""
    try:
        found = ENGINES[settings.ROUTE_ENGINE](start, end, mode, alternatives)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as problem:
        raise Unavailable(f"its answer cannot be read ({type(problem).__name__})") from None
    if not found:
        raise Unavailable("its answer has no way")
    return found[: alternatives + 1]


def _osrm(start: Point, end: Point, mode: Mode, alternatives: int) -> list[Route]:
    points = ";".join(f"{lng:.{DECIMALS}f},{lat:.{DECIMALS}f}" for lng, lat in (start, end))
    asked = {
        "steps": "true", "geometries": "geojson", "overview": "full", "radiuses": f"{MOST_M:.0f};{MOST_M:.0f}",
        "alternatives": alternatives or "false",
    }  # fmt: skip
    status, told = _asked("GET", f"/route/v1/{PROFILES[mode]}/{points}?{urlencode(asked, safe=';')}")
    if told["code"] == "NoRoute":
        raise _no_route(mode)
    if told["code"] == "NoSegment":
        raise _too_far(mode)
    if status != HTTPStatus.OK or told["code"] != "Ok":
        raise Unavailable(f"it answered {status}")
    return [_of_osrm(one) for one in told["routes"]]


def _of_osrm(one: dict[str, Any]) -> Route:
    line = [(lng, lat) for lng, lat, *_ in one["geometry"]["coordinates"]]
    parts = [
        _Part(_osrm_turn(step["maneuver"]), step.get("name") or step.get("ref") or "", step["distance"])
        for leg in one["legs"]
        for step in leg["steps"]
        if step["maneuver"]["type"] != "arrive"
    ]
    return _route(one["distance"], one["duration"], line, parts)


def _osrm_turn(manoeuvre: dict[str, Any]) -> str:
    kind = manoeuvre["type"]
    if kind == "depart":
        return ""
    if kind in ("roundabout", "rotary"):
        return "进入环岛"
    if kind in ("exit roundabout", "exit rotary"):
        return "驶出环岛"
    return TURNS.get(manoeuvre.get("modifier", "straight"), "直行")


def _valhalla(start: Point, end: Point, mode: Mode, alternatives: int) -> list[Route]:
    places = [
        {"lon": round(lng, DECIMALS), "lat": round(lat, DECIMALS), "search_cutoff": MOST_M}
        for lng, lat in (start, end)
    ]
    asked = {
        "locations": places, "costing": COSTINGS[mode], "units": "kilometers", "alternates": alternatives,
        "shape_format": "polyline6",
    }  # fmt: skip
    status, told = _asked("POST", "/route", json.dumps(asked).encode())
    if told.get("error_code") in NO_PATH:
        raise _no_route(mode)
    if told.get("error_code") in NO_EDGE:
        raise _too_far(mode)
    if status != HTTPStatus.OK:
        raise Unavailable(f"it answered {status}")
    return [
        _of_valhalla(one) for one in (told["trip"], *(other["trip"] for other in told.get("alternates", ())))
    ]


def _of_valhalla(trip: dict[str, Any]) -> Route:
    line = [point for leg in trip["legs"] for point in decoded(leg["shape"])]
    parts = [
        _Part(
            "" if one["type"] in START else MANOEUVRES.get(one["type"], "直行"),
            "、".join(one.get("street_names", ())[:1]),
            one["length"] * 1000,
        )
        for leg in trip["legs"]
        for one in leg["maneuvers"]
        if one["type"] not in END
    ]
    return _route(trip["summary"]["length"] * 1000, trip["summary"]["time"], line, parts)


def decoded(shape: str) -> list[Point]:
    """(lng, lat) of a polyline of precision 6: differences, latitude first, five bits a character, the sign in the last bit.
    Source: developers.google.com/maps/documentation/utilities/polylinealgorithm. Raises ValueError."""
    numbers: list[int] = []
    value, shift = 0, 0
    for character in shape:
        bits = ord(character) - 63
        if not 0 <= bits < 64 or shift > 40:
            raise ValueError("no polyline")
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    if shift or len(numbers) % 2:
        raise ValueError("a polyline that is cut off")
    line, lat, lng = [], 0, 0
    for north, east in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lng = lat + north, lng + east
        line.append((lng / 1e6, lat / 1e6))
    return line


def _route(metres: float, seconds: float, line: list[Point], parts: list[_Part]) -> Route:
    """Raises ValueError for what is no way on this earth."""
    points = [(round(float(lng), DECIMALS), round(float(lat), DECIMALS)) for lng, lat in line]
    numbers = [metres, seconds, *(part.metres for part in parts)]
    if not all(math.isfinite(number) and number >= 0 for number in map(float, numbers)):
        raise ValueError("a length that is none")
    if not points or not all(abs(lng) <= 180 and abs(lat) <= 90 for lng, lat in points):
        raise ValueError("a point that is none")
    # A line has two points, even where nobody moves.
    points = points if len(points) > 1 else points * 2
    return Route(round(float(metres), 1), round(float(seconds), 1), _steps(points, parts), points)


def _steps(line: list[Point], parts: list[_Part]) -> list[Step]:
    steps = []
    for number, part in enumerate(parts):
        name = _clean(part.name)
        if part.turn == "":
            towards = direction_words(*line[0], *next((one for one in line if one != line[0]), line[0]))
            text = f"沿{name}向{towards.removeprefix('正')}走"
        elif number and name == _clean(parts[number - 1].name):
            text = f"{part.turn}，继续走{name}"
        else:
            text = part.turn if "环岛" in part.turn and name == NAMELESS else f"{part.turn}进入{name}"
        text = text.replace("进入环岛进入", "进入环岛，走").replace("驶出环岛进入", "驶出环岛，进入")
        steps.append(Step(text, round(float(part.metres), 1)))
    return [*steps, Step("到达目的地", 0.0)]


def _clean(name: str) -> str:
    return "".join(character for character in str(name)[:80] if character.isprintable()).strip() or NAMELESS


def _asked(method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
    """Status and JSON. Nothing is followed to another address. Raises Unavailable."""
    address = settings.ROUTE_ENGINE_URL.rstrip("/") + path
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        answer = outbound.send(method, address, body, headers, answer_s=SECONDS, most_bytes=MOST_BYTES)
    except (outbound.Unreachable, outbound.Unanswered) as problem:
        raise Unavailable(f"it did not answer ({problem})") from None
    return answer.status, json.loads(answer.body)


def _no_route(mode: Mode) -> NoRoute:
    return NoRoute(f"道路数据里没有能{mode.words}从这里到那里的路")


def _too_far(mode: Mode) -> TooFar:
    return TooFar(f"起点或终点 {MOST_M:.0f} 米以内没有能{mode.words}走的路，算不出路线")


ENGINES: dict[str, Callable[[Point, Point, Mode, int], list[Route]]] = {"osrm": _osrm, "valhalla": _valhalla}
