import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.area import GEOD
from geo.datum import gcj02_to_bd09, wgs84_to_bd09, wgs84_to_gcj02
from geo.datum_inverse import bd09_to_gcj02, bd09_to_wgs84, gcj02_to_wgs84

# The public algorithm's answers, six decimals (domain reference B.3).
VECTORS = [
    ((117.5, 37.3), (117.506122, 37.300689), (117.512583, 37.306755)),
    ((118.0, 37.4), (118.005997, 37.400742), (118.012564, 37.406473)),
    ((118.12, 37.15), (118.126125, 37.150792), (118.132698, 37.156524)),
    ((118.49, 37.9), (118.495889, 37.900806), (118.502484, 37.906454)),
]
BEYOND = [(139.69, 35.68), (-0.1276, 51.5072), (72.0, 30.0), (118.0, 0.5), (-118.0, 37.0), (118.0, -37.0)]
in_china = st.tuples(st.floats(73.5, 135.1), st.floats(3.8, 53.6))
in_the_vectors_box = st.tuples(st.floats(117.26, 118.62), st.floats(36.69, 38.27))
edges = st.tuples(st.sampled_from([72.0041, 137.8346]), st.floats(0.83, 55.82))


def metres_between(first, second):
    return GEOD.inv(*first, *second)[2]


@pytest.mark.parametrize(("wgs", "gcj", "bd"), VECTORS)
def test_the_forward_conversions_meet_the_vectors(wgs, gcj, bd):
    assert wgs84_to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-6)
    assert gcj02_to_bd09(*gcj) == pytest.approx(bd, abs=2e-6)
    assert wgs84_to_bd09(*wgs) == pytest.approx(bd, abs=1e-6)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), VECTORS)
def test_the_inverses_meet_the_vectors(wgs, gcj, bd):
    assert gcj02_to_wgs84(*gcj) == pytest.approx(wgs, abs=1e-6)
    assert bd09_to_gcj02(*bd) == pytest.approx(gcj, abs=2e-6)
    assert bd09_to_wgs84(*bd) == pytest.approx(wgs, abs=2e-6)


@pytest.mark.parametrize(("wgs", "gcj", "bd"), VECTORS)
def test_the_shifts_are_as_large_as_the_domain_reference_says(wgs, gcj, bd):
    assert 507 < metres_between(wgs, wgs84_to_gcj02(*wgs)) < 579
    assert 1300 < metres_between(wgs, wgs84_to_bd09(*wgs)) < 1350


@settings(max_examples=300)
@given(in_china | in_the_vectors_box | edges)
@example((105.0, 35.0))
@example((105.0 + 1e-12, 35.0))
@example((118.12, 37.15))
def test_there_and_back_is_less_than_a_millimetre_off(place):
    assert metres_between(gcj02_to_wgs84(*wgs84_to_gcj02(*place)), place) < 0.001
    assert metres_between(bd09_to_wgs84(*wgs84_to_bd09(*place)), place) < 0.001
    assert metres_between(bd09_to_gcj02(*gcj02_to_bd09(*place)), place) < 0.001


@settings(max_examples=100)
@given(in_the_vectors_box)
def test_both_ways_to_baidu_are_one(place):
    assert gcj02_to_bd09(*wgs84_to_gcj02(*place)) == wgs84_to_bd09(*place)


@pytest.mark.parametrize("place", BEYOND)
def test_outside_the_mainland_box_nothing_moves(place):
    for convert in (
        wgs84_to_gcj02,
        gcj02_to_bd09,
        wgs84_to_bd09,
        gcj02_to_wgs84,
        bd09_to_gcj02,
        bd09_to_wgs84,
    ):
        assert convert(*place) == place


def test_what_is_no_position_comes_back_without_an_error():
    for convert in (wgs84_to_gcj02, wgs84_to_bd09, gcj02_to_wgs84, bd09_to_wgs84):
        assert convert(math.inf, 37.0) == (math.inf, 37.0)
        assert math.isnan(convert(math.nan, 37.0)[0])
