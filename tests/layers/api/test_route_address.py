"""/api/route: the fixed form of its answer and of its refusals; how a way is found is tested with the roads."""

import pytest

from layers.api import route
from tests.layers.api.world import refusal
from tests.layers.roads.conftest import dataset, roads  # noqa: F401
from tests.layers.roads.making import at, road


def place(x, y):
    return ",".join(f"{value:.6f}" for value in at(x, y))


def ask(client, start=(0.2, 0), end=(1, 0.5), mode="walk", more=""):
    return client.get(f"/api/route?from={place(*start)}&to={place(*end)}&mode={mode}{more}")


def test_the_answer_has_the_five_members_and_is_kept_by_nobody(client, roads):  # noqa: F811
    response = ask(client)
    body = response.json()
    assert set(body) == {"distance_m", "duration_s", "steps", "geometry", "alternatives"}
    assert body["distance_m"] == pytest.approx(130, rel=0.01)
    assert body["duration_s"] == pytest.approx(130 / 4.3 * 3.6, rel=0.01)
    assert [step["text"] for step in body["steps"]] == ["沿一路向东走", "左转进入二路", "到达目的地"]
    assert body["geometry"]["type"] == "LineString"
    assert body["geometry"]["coordinates"][0] == pytest.approx(at(0.2, 0), abs=2e-6)
    assert body["alternatives"] == []
    assert response["Cache-Control"] == "no-store"


def test_alternatives_are_the_same_four_members(client, db):
    ring = [road((0, 0), (1, 0)), road((1, 0), (1, 1)), road((0, 0), (0, 1)), road((0, 1), (1, 1))]
    dataset(edges=ring, forbidden=[])
    body = ask(client, (0, 0), (1, 1), more="&alternatives=2").json()
    (other,) = body["alternatives"]
    assert set(other) == {"distance_m", "duration_s", "steps", "geometry"}
    assert other["geometry"] != body["geometry"]


def test_roads_that_are_swapped_while_one_asks_answer_as_a_whole_and_the_next_question_gets_the_new_ones(
    client,
    roads,  # noqa: F811
    monkeypatch,
):
    found = route.network_for

    def swapped(**given):
        answer = found(**given)
        dataset(name="新的路", edges=[road((0, 0), (2, 0), name="新路")], forbidden=[])
        return answer

    monkeypatch.setattr(route, "network_for", swapped)
    steps = ask(client).json()["steps"]
    monkeypatch.undo()
    assert [step["text"] for step in steps] == ["沿一路向东走", "左转进入二路", "到达目的地"]
    assert ask(client, end=(1.5, 0)).json()["steps"][0]["text"] == "沿新路向东走"


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"from": "118"}, "from"), ({"from": "NaN,37"}, "from"), ({"to": "181,37"}, "to"), ({"to": "118,37,1"}, "to"),
        ({"from": "118,91"}, "from"), ({"mode": "bus"}, "mode"), ({"mode": "CAR"}, "mode"),
        ({"alternatives": "3"}, "alternatives"), ({"alternatives": "100000"}, "alternatives"),
        ({"alternatives": "-1"}, "alternatives"), ({"via": "118,37"}, "via"), ({"from": None}, "from"), ({"mode": None}, "mode"),
    ],
)  # fmt: skip
def test_what_is_no_question_names_its_parameter_and_repeats_no_position(client, roads, change, parameter):  # noqa: F811
    asked = {"from": place(0.2, 0), "to": place(1, 0.5), "mode": "car"} | change
    error = refusal(client.get("/api/route", {name: value for name, value in asked.items() if value}), 400)
    assert error["parameter"] == parameter
    assert "118" not in error["message"].replace("例如 118.05", "")


def test_each_refusal_has_its_own_code_and_status(client, roads, settings):  # noqa: F811
    settings.DEMO = True
    assert refusal(ask(client, end=(8.5, 8)), 404)["code"] == "no_route"
    error = refusal(ask(client, end=(1, 20)), 422)
    assert (error["code"], error["parameter"]) == ("too_far", "to")
    assert "约 1.4 公里" in error["message"]


def test_unlicensed_roads_are_for_the_desk_alone(client, db, settings, django_user_model):
    settings.DEMO = False
    dataset(approval_no="")
    assert refusal(ask(client), 403)["code"] == "not_licensed"
    client.force_login(django_user_model.objects.create(username="clerk", is_staff=True))
    assert ask(client).status_code == 200
    dataset(edges=[road((0, 0), (1, 0))], forbidden=[], source="osm")
    client.logout()
    assert refusal(ask(client, end=(0.5, 0)), 403)["code"] == "not_licensed"
