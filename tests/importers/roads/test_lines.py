"""A county's own road shapefile: where roads meet, what their words mean, and what is refused by row."""

import pytest

from geo.bbox import BBox
from geo.crs import geometry_from_4490
from geo.errors import BadInput
from importers.handed import HandedFile
from importers.roads.reading import read
from layers.roads.models import RoadDataset
from layers.roads.modes import CAR, EVERYBODY, WALK, Mode, RoadClass
from layers.roads.route import routes
from tests.importers.roads.making import line_shapefile
from tests.layers.roads.making import at, network


def line(*places):
    return [at(*place) for place in places]


ROWS = [
    (line((0, 0), (4, 0)), "县府路", "县道", "双向", "60"),
    (line((1, 0.002), (1, 2)), "湖店路", "乡道", "顺向", ""),  # 20 cm short of the middle of 县府路
    (line((1, 2), (3, 2)), "", "村道", "", "0"),
    (line((3, 3), (3, 2), (3, 1), (3, -2)), "跨河路", "二级公路", "逆向", "80"),  # crosses 县府路 by a bridge
]


def roads(rows=ROWS, crs="", **given):
    made, notes, source, _ = read(HandedFile("道路.zip", line_shapefile(rows, **given)), crs)
    assert source == RoadDataset.Source.SURVEY
    return made, notes


def test_roads_meet_at_common_points_and_at_an_end_on_a_line_but_not_where_they_cross():
    made, notes = roads()
    assert notes == []
    names = [(road.name, road.road_class, road.car_kmh) for road in made.edges]
    assert names == [
        ("县府路", RoadClass.SECONDARY, 60), ("县府路", RoadClass.SECONDARY, 60), ("湖店路", RoadClass.TERTIARY, 40),
        ("", RoadClass.STREET, 25), ("跨河路", RoadClass.PRIMARY, 80), ("跨河路", RoadClass.PRIMARY, 80),
    ]  # fmt: skip
    (way,) = routes(network(made.edges), at(0.2, 0), at(2.5, 2), Mode.CAR)
    assert [step.text for step in way.steps] == [
        "沿县府路向东走",
        "左转进入湖店路",
        "右转进入村镇道路",
        "到达目的地",
    ]


def test_words_of_direction_become_one_ways_for_all_but_walkers():
    made, _ = roads()
    assert [(road.forward, road.backward) for road in made.edges[1:5]] == [
        (EVERYBODY, EVERYBODY), (EVERYBODY, WALK), (EVERYBODY, EVERYBODY), (WALK, EVERYBODY)
    ]  # fmt: skip
    assert made.edges[2].backward & CAR == 0


def test_metres_of_a_zone_become_degrees_and_a_ring_meets_itself():
    import shapely

    ring = line((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    metres = list(geometry_from_4490(shapely.LineString(ring), 4527).coords)
    made, _ = roads([(metres, "环路", "乡道", "", "")], srid=4527)
    (road,) = made.edges
    assert road.start == road.end
    assert list(road.line.coords)[1] == pytest.approx(at(1, 0), abs=1e-7)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            (line((0, 0), (1, 0)), "路", "神道", "", ""),
            "第 2 行的道路等级“神道”看不懂，如：国道、省道、县道、乡道、村道",
        ),
        (
            (line((0, 0), (1, 0)), "路", "县道", "左边", ""),
            "第 2 行的通行方向“左边”看不懂，应为双向、顺向或逆向",
        ),
        ((line((0, 0), (1, 0)), "路", "县道", "", "900"), "第 2 行的限速“900”不对，应为 5 至 120 公里/小时"),
    ],
)
def test_a_word_that_nobody_knows_refuses_the_file_by_its_row(row, reason):
    with pytest.raises(BadInput) as refused:
        roads([ROWS[0], row])
    assert refused.value.message == f"道路.zip：{reason}"


def test_points_are_no_roads_and_a_crs_that_is_no_number_is_refused():
    from tests.importers.geofiles import zipped_shapefile

    with pytest.raises(BadInput, match="第 1 行不是线，道路应为线"):
        read(HandedFile("村庄.zip", zipped_shapefile()))
    with pytest.raises(BadInput, match="坐标系应为 EPSG 编号"):
        roads(crs="火星")


def test_without_a_class_all_roads_count_as_one_and_that_is_said():
    _, notes = roads([(line((0, 0), (1, 0)), "路")], fields=("路名",))
    assert notes == ["没有找到道路等级一列，全部按乡道计算"]


def test_lines_outside_of_the_box_are_left_out_and_counted():
    box = BBox(*at(-1, -1), *at(2, 3))
    made, notes, *_ = read(
        HandedFile("道路.zip", line_shapefile([*ROWS, (line((8, 8), (9, 9)), "远路", "乡道", "", "")])),
        box=box,
    )
    assert {road.name for road in made.edges} == {"县府路", "湖店路", ""}
    assert notes == ["范围以外的 2 条路段没有导入"]
    with pytest.raises(BadInput, match=r"道路\.zip：在要裁剪的范围里没有道路"):
        read(HandedFile("道路.zip", line_shapefile(ROWS)), box=BBox(100, 20, 101, 21))
