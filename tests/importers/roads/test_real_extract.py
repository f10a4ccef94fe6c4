"""A real extract and a cut of it (README.md): routes on them cost what an independent search finds."""

from pathlib import Path
from random import Random

import pytest

from importers.handed import HandedFile
from importers.roads import osm
from tests.layers.roads.making import agree, network

EXTRACT = Path(__file__).parent / "liechtenstein.osm.pbf"
WHOLE = Path(__file__).parent / "liechtenstein-2013-08-03.osm.pbf"


@pytest.fixture(scope="module")
def real():
    roads, notes = osm.read(HandedFile(EXTRACT.name, EXTRACT))
    # The other restriction lies beyond the cut.
    assert notes == ["有 1 条转向限制不完整或无法辨认，没有采用"]
    assert len(roads.forbidden) == 1 and len(roads.edges) > 300
    return network(roads.edges, roads.forbidden)


def test_thirty_random_pairs_of_a_real_extract_agree_with_an_independent_search(real):
    assert agree(real, Random(1), pairs=30) > 20


@pytest.mark.long
def test_five_hundred_random_pairs_of_a_real_extract(real):
    assert agree(real, Random(2), pairs=500) > 350


@pytest.mark.long
def test_five_hundred_random_pairs_of_the_whole_country():
    roads, _ = osm.read(HandedFile(WHOLE.name, WHOLE))
    assert len(roads.edges) > 5_000
    assert agree(network(roads.edges, roads.forbidden), Random(3), pairs=500) > 250
