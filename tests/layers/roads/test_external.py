"""An engine of the city's own in the place of our search: recorded answers as its documentation has them, by a local server."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from layers.roads.asking import asked_routes
from layers.roads.errors import NoRoute, TooFar
from layers.roads.external import Unavailable, decoded, external_routes
from layers.roads.modes import Mode
from tests.layers.roads.making import at, network, road

START, END = (13.388860, 52.517037), (13.385983, 52.496891)

# As in the documentation of OSRM's route service: RouteLeg, RouteStep, StepManeuver.
OSRM = {
    "code": "Ok",
    "waypoints": [{"distance": 4.2, "name": "Friedrichstraße", "location": list(START)}],
    "routes": [
        {
            "distance": 1230.4,
            "duration": 251.7,
            "weight": 251.7,
            "weight_name": "routability",
            "geometry": {"type": "LineString", "coordinates": [list(START), [13.3888, 52.5100], [13.3859830001, 52.496891]]},
            "legs": [
                {
                    "distance": 1230.4, "duration": 251.7, "summary": "",
                    "steps": [
                        {"distance": 700.4, "name": "环城路", "mode": "driving",
                         "maneuver": {"type": "depart", "location": list(START), "bearing_after": 175, "bearing_before": 0}},
                        {"distance": 300.0, "name": "", "ref": "S205", "mode": "driving",
                         "maneuver": {"type": "turn", "modifier": "sharp right", "location": [13.3888, 52.51]}},
                        {"distance": 130.0, "name": "S205", "mode": "driving",
                         "maneuver": {"type": "new name", "modifier": "slight left", "location": [13.388, 52.50]}},
                        {"distance": 100.0, "name": "湖路", "mode": "driving",
                         "maneuver": {"type": "roundabout", "exit": 2, "modifier": "right", "location": [13.387, 52.50]}},
                        {"distance": 0, "name": "湖路", "mode": "driving",
                         "maneuver": {"type": "arrive", "location": list(END)}},
                    ],
                }
            ],
        }
    ],
}  # fmt: skip

# As in the documentation of Valhalla's turn-by-turn service. The shape is that of its polyline in three points.
SHAPE = "_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI"
VALHALLA = {
    "trip": {
        "status": 0,
        "status_message": "Found route between points",
        "units": "kilometers",
        "language": "en-US",
        "summary": {"length": 1.23, "time": 251.7, "has_toll": False},
        "legs": [
            {
                "summary": {"length": 1.23, "time": 251.7},
                "shape": SHAPE,
                "maneuvers": [
                    {"type": 1, "instruction": "Drive south.", "street_names": ["环城路"], "length": 0.7, "time": 90.0,
                     "begin_shape_index": 0, "end_shape_index": 1},
                    {"type": 15, "instruction": "Turn left.", "street_names": ["S205", "湖路"], "length": 0.53, "time": 161.0,
                     "begin_shape_index": 1, "end_shape_index": 2},
                    {"type": 4, "instruction": "You have arrived.", "length": 0.0, "time": 0.0},
                ],
            }
        ],
    }
}  # fmt: skip


class Engine(ThreadingHTTPServer):
    """``answer`` is status and body, or what makes them of a request; ``asked`` what came."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.answer, self.waits_s = [], (200, b"{}"), 0.0


class Handler(BaseHTTPRequestHandler):
    def _answered(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, body))
        status, told = self.server.answer
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        time.sleep(self.server.waits_s)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    do_GET = do_POST = _answered

    def log_message(self, *arguments):
        pass


@pytest.fixture
def engine(settings):
    with Engine() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.ROUTE_ENGINE, settings.ROUTE_ENGINE_URL = (
            "osrm",
            f"http://127.0.0.1:{server.server_port}/roads/",
        )
        yield server
        server.shutdown()


def told(route):
    return [(step.text, step.distance_m) for step in route.steps]


def test_osrm_is_asked_by_its_address_and_its_steps_come_in_chinese(engine):
    engine.answer = (200, OSRM)
    (found,) = external_routes(START, END, Mode.WALK, 0)
    ((method, path, _),) = engine.asked
    parts = urlsplit(path)
    assert (method, parts.path) == ("GET", "/roads/route/v1/walking/13.388860,52.517037;13.385983,52.496891")
    assert parse_qs(parts.query) == {
        "steps": ["true"], "geometries": ["geojson"], "overview": ["full"], "radiuses": ["500;500"],
        "alternatives": ["false"],
    }  # fmt: skip
    assert (found.distance_m, found.duration_s) == (1230.4, 251.7)
    assert found.line == [START, (13.3888, 52.51), END]
    assert told(found) == [
        ("沿环城路向南走", 700.4), ("右转进入S205", 300.0), ("向左前方，继续走S205", 130.0), ("进入环岛，走湖路", 100.0),
        ("到达目的地", 0.0),
    ]  # fmt: skip


def test_valhalla_is_asked_by_a_body_and_its_kilometres_become_metres(engine, settings):
    settings.ROUTE_ENGINE = "valhalla"
    engine.answer = (200, VALHALLA | {"alternates": [VALHALLA, VALHALLA]})
    found = external_routes(START, END, Mode.CAR, 1)
    ((method, path, body),) = engine.asked
    asked = json.loads(body)
    assert (method, path) == ("POST", "/roads/route")
    assert (asked["costing"], asked["alternates"], asked["units"]) == ("auto", 1, "kilometers")
    assert [(one["lon"], one["lat"]) for one in asked["locations"]] == [START, END]
    assert len(found) == 2
    assert (found[0].distance_m, found[0].duration_s) == (1230.0, 251.7)
    assert told(found[0]) == [("沿环城路向北走", 700.0), ("左转进入S205", 530.0), ("到达目的地", 0.0)]


def test_a_polyline_of_six_decimals_is_read_longitude_first_and_a_broken_one_is_none():
    # 38.5,-120.2 / 40.7,-120.95 / 43.252,-126.453: the example of the format, at precision 6.
    assert decoded(SHAPE) == [(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]
    for broken in (SHAPE[:-1], SHAPE[:9], "\x00", "~" * 20):
        with pytest.raises(ValueError, match="polyline"):
            decoded(broken)


@pytest.mark.parametrize(
    ("engine_name", "answer", "error"),
    [
        ("osrm", (400, {"code": "NoRoute", "message": "Impossible route between points"}), NoRoute),
        ("osrm", (400, {"code": "NoSegment", "message": "Could not find a matching segment"}), TooFar),
        ("valhalla", (400, {"error_code": 442, "error": "No path could be found for input", "status_code": 400}), NoRoute),
        ("valhalla", (400, {"error_code": 170, "error": "Locations are in unconnected regions"}), NoRoute),
        ("valhalla", (400, {"error_code": 171, "error": "No suitable edges near location"}), TooFar),
    ],
)  # fmt: skip
def test_what_the_engine_says_of_the_roads_is_said_to_people(engine, settings, engine_name, answer, error):
    settings.ROUTE_ENGINE, engine.answer = engine_name, answer
    with pytest.raises(NoRoute) as refused:
        external_routes(START, END, Mode.CAR, 0)
    assert type(refused.value) is error
    assert refused.value.message == MESSAGES[error]


MESSAGES = {
    NoRoute: "道路数据里没有能开车从这里到那里的路",
    TooFar: "起点或终点 500 米以内没有能开车走的路，算不出路线",
}


def broken(**change):
    return {**OSRM, "routes": [{**OSRM["routes"][0], **change}]}


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"oops"), (200, b"<html>"), (200, b"[]"), (200, b"null"), (200, {}), (200, {"code": "Ok", "routes": []}),
        (429, {"code": "TooBig"}), (302, {"code": "Ok"}), (200, b"{" + b" " * (5 << 20)), (200, broken(distance=-1)),
        (200, b'{"code": "Ok", "routes": [{"distance": NaN}]}'), (200, broken(duration=float("inf"))),
        (200, broken(geometry={"coordinates": []})), (200, broken(geometry={"coordinates": [[500, 95], [1, 1]]})),
        (200, broken(legs=None)), (200, broken(distance="far")),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_none_and_our_own_search_answers(engine, answer, caplog):
    engine.answer = answer
    with pytest.raises(Unavailable):
        external_routes(START, END, Mode.CAR, 0)
    made = network([road((0, 0), (1, 0), name="一路")])
    (own,) = asked_routes(made, at(0.2, 0), at(0.8, 0), Mode.CAR)
    assert [step.text for step in own.steps] == ["沿一路向东走", "到达目的地"]
    assert "left aside" in caplog.text and "118" not in caplog.text


def test_an_engine_that_is_slow_or_gone_is_waited_for_no_longer_than_its_time(engine, monkeypatch, settings):
    monkeypatch.setattr("layers.roads.external.SECONDS", 0.2)
    engine.answer, engine.waits_s = (200, OSRM), 1.0
    begun = time.monotonic()
    with pytest.raises(Unavailable, match="did not answer"):
        external_routes(START, END, Mode.CAR, 0)
    assert time.monotonic() - begun < 0.9
    settings.ROUTE_ENGINE_URL = "http://127.0.0.1:9/"
    with pytest.raises(Unavailable, match="did not answer"):
        external_routes(START, END, Mode.CAR, 0)


def test_without_an_engine_or_with_a_name_that_is_none_nobody_outside_is_asked(engine, settings):
    made = network([road((0, 0), (1, 0), name="一路")])
    for name, address in (
        ("", settings.ROUTE_ENGINE_URL),
        ("google", settings.ROUTE_ENGINE_URL),
        ("osrm", ""),
    ):
        settings.ROUTE_ENGINE, settings.ROUTE_ENGINE_URL = name, address
        assert asked_routes(made, at(0.2, 0), at(0.8, 0), Mode.CAR)[0].steps[0].text == "沿一路向东走"
    assert engine.asked == []
