"""Routes as people get them: from any point, in words, with other ways; and the honest refusals."""

import pytest

from geo.area import GEOD
from layers.roads.errors import NoRoute, TooFar
from layers.roads.modes import Mode, RoadClass
from layers.roads.route import MOST_LONGER, routes
from tests.layers.roads.making import at, grid, network, road

VILLAGE = [
    road((0, 0), (1, 0), name="一路"), road((1, 0), (2, 0), name="一路"), road((1, 0), (1, 1), name="二路"),
    road((1, 1), (1, 2), name="二路"), road((1, 1), (3, 1), road_class=RoadClass.FOOTWAY, forward=4, backward=4),
    road((9, 9), (9, 10)),
]  # fmt: skip


@pytest.fixture(scope="module")
def village():
    return network(VILLAGE)


def only(made, start, end, mode=Mode.CAR):
    (route,) = routes(made, at(*start), at(*end), mode)
    return route


def test_a_route_begins_and_ends_on_the_edge_and_says_each_turn_by_its_road(village):
    route = only(village, (0.2, 0.02), (1.02, 1.5))
    assert [step.text for step in route.steps] == ["沿一路向东走", "左转进入二路", "到达目的地"]
    assert route.line[0] == pytest.approx(at(0.2, 0), abs=2e-6)
    assert route.line[-1] == pytest.approx(at(1, 1.5), abs=2e-6)
    assert route.distance_m == pytest.approx(230, rel=0.01)
    assert route.duration_s == pytest.approx(23, rel=0.01)
    assert sum(step.distance_m for step in route.steps) == pytest.approx(route.distance_m, abs=0.3)
    lngs, lats = zip(*route.line, strict=True)
    assert GEOD.line_length(lngs, lats) == pytest.approx(route.distance_m, rel=0.001)


def test_walking_is_slower_and_takes_the_footpath_that_a_car_may_not(village):
    with pytest.raises(TooFar, match="最近的能开车走的路"):
        only(network(VILLAGE[:5]), (0.2, 0), (9, 1))
    walk = only(village, (0.2, 0), (2.9, 1), Mode.WALK)
    assert [step.text for step in walk.steps][-2:] == ["右转进入人行路", "到达目的地"]
    assert walk.duration_s > walk.distance_m / 1.3


def test_who_is_beside_no_road_is_told_where_the_road_is(village):
    route = only(village, (0.5, -0.6), (1.4, 1.5))
    assert route.steps[0].text == "先向北约 60 米到一路，沿一路向东走"
    assert route.steps[-1].text == "到路边，目的地在东面约 40 米"


def test_a_point_in_the_sea_or_in_another_city_is_told_how_far_the_nearest_road_is(village):
    with pytest.raises(TooFar) as refused:
        only(village, (0.2, 0), (0, -8))
    assert refused.value.parameter == "to"
    assert refused.value.message == "最近的能开车走的路离这里约 800 米，太远了，算不出路线"
    with pytest.raises(TooFar) as refused:
        routes(village, (0.0, -90.0), at(0, 0), Mode.CAR)
    assert refused.value.parameter == "from"


def test_an_island_of_the_network_has_no_route_and_start_at_the_goal_has_one_of_no_length(village):
    with pytest.raises(NoRoute, match="没有能开车从这里到那里的路") as refused:
        only(village, (0.2, 0), (9, 9.5))
    assert refused.value.code == "no_route"
    here = only(village, (0.2, 0), (0.2, 0))
    assert (here.distance_m, here.duration_s, len(here.line)) == (0, 0, 2)
    assert [step.text for step in here.steps] == ["起点和终点在同一个地方"]


def test_a_bend_is_no_turn_and_a_crossing_of_the_same_road_is():
    bend = network([road((0, 0), (1, 0), name="湖路"), road((1, 0), (1, 1), name="湖路")])
    assert [step.text for step in only(bend, (0.1, 0), (1, 0.9)).steps] == ["沿湖路向东走", "到达目的地"]
    crossing = network([*VILLAGE[:1], road((1, 0), (1, 1), name="一路"), road((1, 0), (2, 0), name="三路")])
    assert [step.text for step in only(crossing, (0.1, 0), (1, 0.9)).steps][1] == "左转，继续走一路"


def test_other_ways_differ_are_no_longer_than_half_again_and_never_more_than_asked_for():
    made = network(grid(12))
    for count in (0, 1, 2):
        found = routes(made, at(1.5, 1), at(9.5, 10), Mode.CAR, count)
        assert 1 <= len(found) <= count + 1
    assert len(found) == 3
    assert len({tuple(route.line) for route in found}) == 3
    assert all(
        found[0].duration_s <= route.duration_s <= found[0].duration_s * MOST_LONGER for route in found
    )
    assert all(route.steps[-1].text == "到达目的地" for route in found)


def test_no_alternative_is_made_up_where_there_is_one_road(village):
    assert len(routes(village, at(0.2, 0), at(1, 1.5), Mode.CAR, 2)) == 1


def test_nobody_drives_where_only_others_may():
    made = network([road((0, 0), (1, 0), forward=6, backward=6)])
    with pytest.raises(TooFar, match="没有能开车走的路"):
        only(made, (0, 0), (1, 0))
    assert (
        only(made, (0, 0), (1, 0), Mode.BICYCLE).duration_s < only(made, (0, 0), (1, 0), Mode.WALK).duration_s
    )
