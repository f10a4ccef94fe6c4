"""/api/reach: the fixed form of its answer and of its refusals; how far one gets is tested with the roads."""

import pytest
import shapely

from tests.layers.api.world import refusal
from tests.layers.roads.conftest import dataset, roads  # noqa: F401
from tests.layers.roads.making import at


def place(x, y):
    return ",".join(f"{value:.6f}" for value in at(x, y))


def ask(client, start=(0.2, 0), mode="walk", more=""):
    return client.get(f"/api/reach?from={place(*start)}&mode={mode}{more}")


def test_the_answer_is_an_area_with_its_remark_and_is_kept_by_nobody(client, roads):  # noqa: F811
    response = ask(client, more="&minutes=1")
    body = response.json()
    assert set(body) == {"type", "geometry", "properties"} and body["type"] == "Feature"
    assert body["properties"]["minutes"] == 1 and "示例S（2026）001号" in body["properties"]["remark"]
    area = shapely.geometry.shape(body["geometry"])
    # 72 m in a minute; the crossing is 80 m away.
    assert shapely.contains_xy(area, *at(0.8, 0)) and not shapely.contains_xy(area, *at(1, 0.6))
    assert response["Cache-Control"] == "no-store"
    quarter = shapely.geometry.shape(ask(client).json()["geometry"])
    assert shapely.contains_xy(quarter, *at(1, 0.95))


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"from": "NaN,37"}, "from"), ({"from": None}, "from"), ({"from": "118,91"}, "from"), ({"mode": "bus"}, "mode"),
        ({"minutes": "0"}, "minutes"), ({"minutes": "61"}, "minutes"), ({"minutes": "15.5"}, "minutes"),
        ({"minutes": "100000"}, "minutes"), ({"to": "118,37"}, "to"),
    ],
)  # fmt: skip
def test_what_is_no_question_names_its_parameter(client, roads, change, parameter):  # noqa: F811
    asked = {"from": place(0.2, 0), "mode": "walk"} | change
    error = refusal(client.get("/api/reach", {name: value for name, value in asked.items() if value}), 400)
    assert error["parameter"] == parameter


def test_the_rule_of_routes_holds(client, db, settings, django_user_model):
    assert refusal(ask(client), 404)["code"] == "no_route"
    settings.DEMO = False
    dataset(approval_no="")
    assert refusal(ask(client), 403)["code"] == "not_licensed"
    client.force_login(django_user_model.objects.create(username="clerk", is_staff=True))
    assert ask(client).status_code == 200
    assert refusal(ask(client, (30, 30)), 422)["code"] == "too_far"
