"""A cut of a real extract (README.md): routes on it cost what an independent search finds."""

from pathlib import Path
from random import Random

import pytest

from importers.handed import HandedFile
from importers.roads import osm
from tests.layers.roads.making import agree, network

EXTRACT = Path(__file__).parent / "liechtenstein.osm.pbf"


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
