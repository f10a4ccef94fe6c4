"""The nearest of many by road: forwards from one point, backwards from all goals, against every single way."""

from random import Random

import pytest

from layers.roads.errors import NoRoute
from layers.roads.modes import Mode
from layers.roads.nearest import by_road, nearest_of
from layers.roads.route import routes
from tests.layers.roads.making import at, grid, network, restrictions, road


@pytest.fixture(scope="module")
def town():
    stream = Random(5)
    edges = grid(9, stream)
    return network(edges, restrictions(edges, stream, 30))


def single(made, start, goal, mode):
    try:
        return routes(made, start, goal, mode)[0]
    except NoRoute:
        return None


@pytest.mark.parametrize("mode", [*Mode])
def test_both_searches_find_what_single_routes_find(town, mode):
    stream = Random(6)
    goals = [at(stream.uniform(0, 8), stream.uniform(0, 8)) for _ in range(5)]
    starts = [at(stream.uniform(0, 8), stream.uniform(0, 8)) for _ in range(12)]
    for start, nearest in zip(starts, nearest_of(town, starts, goals, mode), strict=True):
        ways = {number: way for number, goal in enumerate(goals) if (way := single(town, start, goal, mode))}
        found = by_road(town, start, goals, mode)
        assert {one.number for one in found} == set(ways)
        for one in found:
            assert one.duration_s == pytest.approx(ways[one.number].duration_s, abs=0.1)
            assert one.distance_m == pytest.approx(ways[one.number].distance_m, abs=0.1)
        assert [one.duration_s for one in found] == sorted(one.duration_s for one in found)
        assert nearest.duration_s == pytest.approx(found[0].duration_s, abs=0.1)
        assert nearest.distance_m == pytest.approx(ways[nearest.number].distance_m, abs=0.1)


def test_who_is_near_as_the_crow_flies_may_be_far_by_road():
    # A river between two roads, a bridge at their east end.
    made = network([road((0, 0), (9, 0)), road((9, 0), (9, 1)), road((0, 1), (9, 1))])
    across, along = at(0.5, 1), at(4, 0)
    assert [one.number for one in by_road(made, at(0.5, 0), [across, along], Mode.CAR)] == [1, 0]
    (nearest,) = nearest_of(made, [at(0.5, 0)], [across, along], Mode.CAR)
    assert (nearest.number, round(nearest.distance_m, -1)) == (1, 350)


def test_what_has_no_road_or_no_way_is_left_out():
    made = network([road((0, 0), (1, 0)), road((20, 20), (21, 20))])
    goals = [at(20.5, 20), at(50, 50)]
    assert by_road(made, at(0, 0), goals, Mode.CAR) == []
    assert nearest_of(made, [at(0, 0), at(40, 40), at(20, 20)], goals, Mode.CAR)[:2] == [None, None]
    assert nearest_of(made, [at(0, 0)], [], Mode.CAR) == [None]
