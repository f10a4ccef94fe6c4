"""OSM extracts: junctions, access, one-ways and restrictions become the network that routes obey; bad files nothing."""

import pytest

from geo.bbox import BBox
from geo.errors import BadInput
from importers.handed import HandedFile
from importers.roads import osm
from importers.roads.reading import read
from layers.roads.models import RoadDataset
from layers.roads.modes import BICYCLE, CAR, EVERYBODY, WALK, RoadClass
from tests.importers.roads.making import bomb, extract
from tests.layers.roads.making import at

#      4
#      |
# 1 ── 2 ── 3      a street from west to east, a crossing at 2, a footpath on from 4
#      |
#      5
NODES = {1: (0, 1), 2: (1, 1), 3: (2, 1), 4: (1, 2), 5: (1, 0), 6: (1, 3)}
STREETS = {
    10: ([1, 2, 3], {"highway": "primary", "name": "东西路", "maxspeed": "70"}),
    11: ([5, 2, 4], {"highway": "residential", "ref": "Y001", "oneway": "yes", "oneway:bicycle": "no"}),
    12: ([4, 6], {"highway": "footway"}),
    13: ([6, 4], {"building": "yes"}),
}  # fmt: skip


def roads(nodes=NODES, ways=STREETS, relations=()):
    return osm.read(HandedFile("县.osm.pbf", extract(nodes, ways, relations)))


def restriction(kind, start, via, end, **more):
    members = [("w", start, "from"), *via, ("w", end, "to")]
    return {"type": "restriction", "restriction": kind, **more}, members


def test_ways_are_cut_at_junctions_and_tags_become_class_speed_access_and_name():
    made, notes = roads()
    assert [(road.start, road.end) for road in made.edges] == [(1, 2), (2, 3), (5, 2), (2, 4), (4, 6)]
    main, _, side, _, path = made.edges
    assert (main.name, main.road_class, main.car_kmh) == ("东西路", RoadClass.PRIMARY, 70)
    assert (main.forward, main.backward) == (EVERYBODY, EVERYBODY)
    assert (side.name, side.car_kmh) == ("Y001", 25)
    assert (side.forward, side.backward) == (EVERYBODY, BICYCLE | WALK)
    assert (path.forward, path.road_class) == (WALK, RoadClass.FOOTWAY)
    assert notes == []


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"highway": "motorway"}, CAR, 0),
        ({"highway": "tertiary", "oneway": "-1"}, WALK, EVERYBODY),
        ({"highway": "tertiary", "junction": "roundabout"}, EVERYBODY, WALK),
        ({"highway": "service", "access": "private", "foot": "yes"}, WALK, WALK),
        ({"highway": "track", "motor_vehicle": "yes"}, EVERYBODY, EVERYBODY),
        ({"highway": "footway", "access": "yes", "bicycle": "yes"}, BICYCLE | WALK, BICYCLE | WALK),
        ({"highway": "residential", "vehicle": "no"}, WALK, WALK),
    ],
)
def test_access_goes_from_the_wide_word_to_the_narrow(tags, forward, backward):
    made, _ = roads({1: (0, 0), 2: (1, 0)}, {1: ([1, 2], tags)})
    assert (made.edges[0].forward, made.edges[0].backward) == (forward, backward)


def test_a_closed_road_is_left_out_and_turns_keep_their_roads():
    ways = {9: ([1, 4], {"highway": "service", "access": "no"}), **STREETS}
    made, _ = roads(ways=ways, relations=[restriction("no_left_turn", 10, [("n", 2, "via")], 11)])
    # Edges 0 and 1 are 东西路; of the two that leave node 2 into way 11 only that to the north is open.
    assert made.forbidden == []
    one_way = {**STREETS, 10: ([1, 2], {"highway": "primary"}), 14: ([2, 3], {"highway": "primary"})}
    split = {**one_way, 11: ([2, 4], {"highway": "residential"})}
    made, notes = roads(
        ways={9: ways[9], **split}, relations=[restriction("no_left_turn", 10, [("n", 2, "via")], 11)]
    )
    assert notes == []
    ((path, modes),) = made.forbidden
    assert modes == CAR | BICYCLE
    assert [(made.edges[one // 2].start, made.edges[one // 2].end) for one in path] == [(1, 2), (2, 4)]


CROSS = {
    10: ([1, 2], {"highway": "primary"}), 14: ([2, 3], {"highway": "primary"}), 11: ([2, 4], {"highway": "tertiary"}),
    15: ([5, 2], {"highway": "tertiary"}),
}  # fmt: skip


def ends(made, directed):
    road = made.edges[directed // 2]
    return (road.end, road.start) if directed % 2 else (road.start, road.end)


def test_only_straight_on_forbids_every_other_turn_and_except_frees_bicycles():
    made, _ = roads(
        ways=CROSS,
        relations=[restriction("only_straight_on", 10, [("n", 2, "via")], 14, **{"except": "bicycle"})],
    )
    turns = {tuple(ends(made, one) for one in path): modes for path, modes in made.forbidden}
    assert turns == {((1, 2), (2, 4)): CAR, ((1, 2), (2, 5)): CAR}


def test_a_restriction_over_a_way_between_keeps_all_of_its_edges():
    nodes = {**NODES, 7: (2, 2), 8: (2, 3)}
    ways = {
        10: ([1, 2], {"highway": "primary"}), 14: ([2, 3, 7], {"highway": "primary"}), 16: ([3, 5], {"highway": "service"}),
        15: ([7, 8], {"highway": "primary"}),
    }  # fmt: skip
    made, notes = roads(nodes, ways, [restriction("no_u_turn", 10, [("w", 14, "via")], 15)])
    ((path, _),) = made.forbidden
    assert notes == []
    assert [ends(made, one) for one in path] == [(1, 2), (2, 3), (3, 7), (7, 8)]


def test_a_restriction_that_cannot_be_told_is_counted_and_not_guessed():
    relations = [
        restriction("no_left_turn", 10, [("n", 4, "via")], 11),
        restriction("no_left_turn", 99, [("n", 2, "via")], 11),
    ]
    made, notes = roads(ways=CROSS, relations=relations)
    assert made.forbidden == []
    assert notes == ["有 2 条转向限制不完整或无法辨认，没有采用"]


def test_a_road_that_leaves_the_extract_ends_at_its_edge():
    made, _ = roads({1: (0, 0), 2: (1, 0), 3: (2, 0)}, {1: ([1, 2, 99, 3], {"highway": "tertiary"})})
    assert [(road.start, road.end) for road in made.edges] == [(1, 2)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: extract(NODES, STREETS)[:-40], "不是完好的 OSM PBF 文件，无法读取"),
        (lambda: extract(NODES, STREETS)[:100], "不是完好的 OSM PBF 文件，无法读取"),
        (lambda: extract(NODES, {13: STREETS[13]}), "里面没有道路"),
        (bomb, "不是完好的 OSM PBF 文件，无法读取"),
    ],
    ids=["truncated", "head only", "no roads", "bomb"],
)
def test_a_broken_file_is_refused_with_its_name(content, reason):
    with pytest.raises(BadInput) as refused:
        read(HandedFile("县.osm.pbf", content()))
    assert refused.value.message.replace(":", "：") == f"县.osm.pbf：{reason}"


def test_the_content_says_that_it_is_osm_whatever_the_name_is():
    made, _, source, licence = read(HandedFile("道路.zip", extract(NODES, STREETS)))
    assert source == RoadDataset.Source.OSM
    assert "OpenStreetMap" in licence and len(made.edges) == 5


def test_a_cut_keeps_whole_roads_that_reach_into_the_box_and_counts_the_others():
    west, south = at(-0.5, 0.5)
    east, north = at(1.5, 1.5)
    box = BBox(west, south, east, north)
    far = (
        {7: (5, 5), 8: (6, 5)},
        {20: ([7, 8], {"highway": "primary"}), 21: ([8, 7], {"highway": "service"})},
    )
    inside = restriction("no_left_turn", 99, [("n", 2, "via")], 11)
    outside = restriction("no_left_turn", 98, [("n", 7, "via")], 21)
    file = HandedFile("县.osm.pbf", extract({**NODES, **far[0]}, {**STREETS, **far[1]}, [inside, outside]))
    made, notes, *_ = read(file, box=box)
    assert [(road.start, road.end) for road in made.edges] == [(1, 2), (2, 3), (5, 2), (2, 4)]
    # What is forbidden outside is not missed.
    assert notes == ["有 1 条转向限制不完整或无法辨认，没有采用", "范围以外的 3 条路段没有导入"]
    with pytest.raises(BadInput, match="在要裁剪的范围里没有道路"):
        read(file, box=BBox(100, 20, 101, 21))


def test_who_hears_how_far_it_is_may_stop_it():
    class Stopped(Exception):
        pass

    heard = []

    def stop(count):
        heard.append(count)
        raise Stopped

    with pytest.raises(Stopped):
        read(HandedFile("县.osm.pbf", extract(NODES, STREETS)), heard=stop)
    assert heard == [5]
