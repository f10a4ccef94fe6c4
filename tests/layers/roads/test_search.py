"""The graph of turns against a search that looks at the whole path, and against what the eye can check."""

from random import Random

import pytest

from layers.roads.modes import CAR, EVERYBODY, Mode
from tests.layers.roads.making import agree, edges_of, grid, network, restrictions, road, way


def random_network(seed, size=9):
    stream = Random(seed)
    edges = grid(size, stream)
    return network(edges, restrictions(edges, stream, 40))


def test_thirty_random_pairs_cost_what_a_search_over_whole_paths_finds_and_obey_every_restriction():
    assert agree(random_network(3), Random(3), pairs=30) > 20


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_five_hundred_pairs_on_ten_networks(seed):
    assert agree(random_network(seed), Random(seed), pairs=50) > 30


def cross(*forbidden):
    """A crossing: west arm 0, south arm 1, east arm 2, north arm 3, all drawn towards the middle (1, 1)."""
    arms = [road(arm, (1, 1)) for arm in ((0, 1), (1, 0), (2, 1), (1, 2))]
    return network(arms, forbidden)


def test_a_forbidden_left_turn_is_not_taken_and_binds_only_whom_it_names():
    made = cross(((0, 7), CAR))
    assert way(made, (0, 0.5), (3, 0.5), Mode.CAR) != way(made, (0, 0.5), (3, 0.5), Mode.WALK)
    assert edges_of(way(made, (0, 0.5), (3, 0.5), Mode.WALK)) == [0, 7]
    # Straight on to the end of the east arm, back, and then to the right.
    assert edges_of(way(made, (0, 0.5), (3, 0.5), Mode.CAR)) == [0, 5, 4, 7]


def test_a_restriction_over_a_road_between_forbids_the_whole_path_and_none_of_its_parts():
    # Two parallel one-way streets with a link: 0 ─ 1(link) ─ 2; no turning round over the link.
    edges = [
        road((0, 0), (1, 0)),
        road((1, 0), (1, 1)),
        road((1, 1), (0, 1)),
        road((1, 0), (2, 0)),
        road((1, 1), (2, 1)),
    ]
    made = network(edges, [((0, 2, 4), CAR)])
    assert edges_of(way(made, (0, 0.1), (4, 0.5))) == [0, 2, 8]
    assert edges_of(way(made, (3, 0.5), (2, 0.5))) == [7, 2, 4]
    assert edges_of(way(made, (0, 0.1), (2, 0.5))) == [0, 2, 8, 9, 4]


def test_one_ways_are_kept_and_a_start_behind_the_goal_goes_round_the_block():
    edges = [
        road((0, 0), (1, 0), backward=EVERYBODY - CAR), road((1, 0), (1, 1), backward=0),
        road((1, 1), (0, 1), backward=0), road((0, 1), (0, 0), backward=0),
    ]  # fmt: skip
    made = network(edges)
    assert edges_of(way(made, (0, 0.2), (0, 0.6))) == [0]
    assert edges_of(way(made, (0, 0.6), (0, 0.2))) == [0, 2, 4, 6, 0]
    assert edges_of(way(made, (0, 0.6), (0, 0.2), Mode.WALK)) == [1]


def test_one_turns_round_at_a_dead_end_only():
    made = network([road((0, 0), (1, 0)), road((1, 0), (2, 0))])
    assert way(made, (0, 0.5), (0, 0.5)).seconds == 0
    found = way(
        network([road((0, 0), (1, 0), backward=0), road((1, 0), (0, 0), backward=0)]), (0, 0.5), (0, 0.4)
    )
    assert edges_of(found) == [0, 2, 0]


def test_parts_that_do_not_meet_have_no_way_between_them():
    made = network([road((0, 0), (1, 0)), road((5, 5), (6, 5))])
    assert way(made, (0, 0.5), (1, 0.5)) is None
