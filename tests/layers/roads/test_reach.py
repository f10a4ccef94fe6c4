"""How far one gets: hand-made roads whose answer the eye can check, and a grid against every single way."""

from random import Random

import pytest
import shapely

from layers.roads.errors import NoRoute, TooFar
from layers.roads.modes import Mode
from layers.roads.reach import BESIDE_M, CELL_M, reach_of
from layers.roads.route import routes
from tests.layers.roads.making import EAST, NORTH, at, grid, network, road

# On foot 15 minutes are 1,075 m.
LONG = network(
    [road((0, 0), (20, 0)), road((20, 0), (40, 0)), road((5, 0), (5, 5), backward=0), road((30, 9), (31, 9))]
)


def reaches(found, x, y):
    return shapely.contains_xy(found, *at(x, y))


def width_m(found):
    """From west to east, without the land at both ends."""
    west, _, east, _ = found.bounds
    return (east - west) / EAST * 100 - 2 * BESIDE_M


def test_a_quarter_of_an_hour_on_foot_ends_in_the_middle_of_a_road():
    found = reach_of(LONG, at(0, 0), 15, Mode.WALK)
    assert reaches(found, 10.7, 0) and not reaches(found, 11.3, 0)
    assert reaches(found, 3, 0.3) and not reaches(found, 3, 0.6)


def test_from_the_middle_one_goes_both_ways_and_the_walk_to_the_road_costs_its_time():
    assert width_m(reach_of(LONG, at(15, 0), 5, Mode.WALK)) == pytest.approx(2 * 358, abs=20)
    assert width_m(reach_of(LONG, at(15, 2), 5, Mode.WALK)) == pytest.approx(2 * 158, abs=20)
    with pytest.raises(TooFar, match="走到最近的路就要超过 2 分钟"):
        reach_of(LONG, at(15, 2), 2, Mode.WALK)
    with pytest.raises(TooFar):
        reach_of(LONG, at(15, 20), 15, Mode.WALK)


def test_a_road_that_hangs_nowhere_is_not_reached_and_a_car_keeps_the_one_way():
    made = network([road((0, 0), (20, 0)), road((10, 0), (10, 5), forward=6), road((12, 2), (13, 2))])
    walk, car = (reach_of(made, at(10, 0), 60, mode) for mode in (Mode.WALK, Mode.CAR))
    assert not reaches(walk, 12.5, 2)
    assert not reaches(car, 10, 4)


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.CAR])
def test_the_area_holds_what_is_reached_in_time_and_little_else(mode):
    stream = Random(8)
    made = network(grid(16, stream))
    start, minutes = at(7.5, 8), 10 if mode == Mode.WALK else 1
    found = reach_of(made, start, minutes, mode)
    assert found.is_valid
    for _ in range(60):
        # On a road, in the middle of a block's side.
        x, y = stream.randrange(15) + 0.5, stream.randrange(16)
        try:
            way = routes(made, start, at(x, y), mode)[0]
        except NoRoute:
            continue
        if way.duration_s < minutes * 60 - 30:
            assert reaches(found, x, y), (x, y, way.duration_s)
        # As far as the land beside a road that is reached, and a small block between such roads.
        elif way.duration_s > minutes * 60 * 1.6 + 60:
            beside = shapely.distance(found, shapely.Point(at(x, y))) * 100_000
            assert beside > 0 or way.duration_s < minutes * 60 * 2.5, (x, y, way.duration_s)


def test_the_land_beside_a_road_is_as_wide_as_a_house_stands_away():
    _, south, _, north = reach_of(LONG, at(2, 0), 1, Mode.WALK).bounds
    assert (north - south) / 0.00000901 == pytest.approx(2 * BESIDE_M, rel=0.06)


def test_of_very_many_roads_the_squares_are_told_through_which_they_lead():
    made = network(grid(24))
    found = reach_of(made, at(12, 12), 60, Mode.CAR)
    assert found.is_valid and all(reaches(found, x, y) for x in range(3, 24, 3) for y in range(3, 24, 3))
    west, south, east, north = found.bounds
    assert (east - west) / EAST * 100 < 2_300 + 2 * CELL_M and (
        north - south
    ) / NORTH * 100 < 2_300 + 2 * CELL_M
