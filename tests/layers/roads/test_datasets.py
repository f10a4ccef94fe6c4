"""Storing, swapping, and who may be shown what."""

import datetime as dt

import pytest

from geo.errors import BadInput
from layers.roads.errors import NoRoute, NotLicensed
from layers.roads.lawful import ADVICE, SKETCH, network_for, remark
from layers.roads.loading import active, network_of
from layers.roads.models import RoadDataset
from layers.roads.modes import Mode
from layers.roads.route import routes
from layers.roads.storing import Roads, activate, store
from tests.layers.roads.conftest import EDGES, dataset
from tests.layers.roads.making import at, road

TODAY = dt.date(2026, 11, 27)


def test_what_is_stored_is_read_back_as_the_network_it_was(roads):
    network = network_of(active())
    assert (roads.edge_count, roads.part_count) == (4, 2)
    assert list(roads.edges.values_list("part", flat=True).order_by("number")) == [0, 0, 0, 1]
    (turned,) = routes(network, at(0.2, 0), at(1, 0.5), Mode.CAR)
    assert [step.text for step in turned.steps] == [
        "沿一路向东走",
        "掉头，继续走一路",
        "右转进入二路",
        "到达目的地",
    ]
    (walked,) = routes(network, at(0.2, 0), at(1, 0.5), Mode.WALK)
    assert walked.distance_m == pytest.approx(130, rel=0.01)
    assert turned.distance_m == pytest.approx(330, rel=0.01)


def test_a_file_without_roads_or_with_a_road_without_length_leaves_nothing_behind(db):
    for edges in ([], [*EDGES, road((4, 4), (4, 4))]):
        with pytest.raises(BadInput) as refused:
            store(RoadDataset(name="x", source="survey", file_name="路.zip"), Roads(edges))
        assert refused.value.message.startswith("路.zip：")
    assert not RoadDataset.objects.exists()


def test_a_newer_dataset_takes_over_while_who_holds_the_old_network_ends_on_it(roads):
    before = network_of(active())
    newer = dataset(name="新的路", edges=[road((0, 0), (2, 0), name="新路")], forbidden=[])
    assert active() == newer
    assert RoadDataset.objects.get(pk=roads.pk).state == RoadDataset.State.RETIRED
    assert routes(before, at(0.2, 0), at(0.8, 0), Mode.CAR)[0].steps[0].text == "沿一路向东走"
    assert routes(network_of(newer), at(0.2, 0), at(0.8, 0), Mode.CAR)[0].steps[0].text == "沿新路向东走"
    activate(roads)
    assert active() == roads
    assert network_of(active()).called[0] == "一路"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"producer": ""}, "没有登记编制单位"),
        ({"qualification": ""}, "没有登记测绘资质证书"),
        ({"approval_no": ""}, "没有登记审图号"),
        ({"expires_on": None}, "没有登记审图号有效期"),
        ({"expires_on": dt.date(2026, 11, 26)}, "审图号已于 2026-11-26 到期"),
        ({"source": "osm"}, "OpenStreetMap 的数据没有经过地图审核，不能向公众提供路线"),
        ({"source": "sample"}, "示例路网不是真实道路，不能向公众提供路线"),
    ],
)
def test_one_missing_fact_keeps_routes_from_the_public_but_not_from_the_desk(db, settings, given, reason):
    settings.DEMO = False
    made = dataset(**given)
    assert made.lacks(TODAY) == [reason]
    with pytest.raises(NotLicensed):
        network_for(is_staff=False, today=TODAY)
    assert network_for(is_staff=True, today=TODAY)[0] == made
    settings.DEMO = True
    assert network_for(is_staff=False, today=TODAY)[0] == made
    assert remark(made, TODAY).startswith(SKETCH)


def test_a_lawful_dataset_is_for_everybody_with_its_number_below_each_route(roads, settings):
    settings.DEMO = False
    assert network_for(is_staff=False, today=TODAY)[0] == roads
    assert remark(roads, TODAY) == f"{ADVICE} · 示例S（2026）001号 · 示例测绘院 · 示例许可"
    # It holds on its last day and not on the next.
    assert roads.lacks(roads.expires_on) == []
    assert roads.lacks(roads.expires_on + dt.timedelta(days=1))


def test_without_roads_there_is_no_route_for_anybody(db):
    with pytest.raises(NoRoute, match="还没有登记道路数据"):
        network_for(is_staff=True, today=TODAY)
