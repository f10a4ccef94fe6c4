"""manage.py warm_tiles."""

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.tiles.asking import address


def test_it_makes_the_tiles_of_all_levels_and_tells_how_far_it_is(
    client, here, kept, django_assert_num_queries
):
    said = StringIO()
    call_command(
        "warm_tiles", "--layers", "places", "--layers", "places,parcels", "--deepest", "12", stdout=said
    )
    lines = said.getvalue().splitlines()
    assert lines[0] == "便民网点 第 0 级：1 个瓦片，1 个有内容" and len(lines) == 26
    version = client.get("/tiles/places.json").json()["tiles"][0].partition("?")[2]
    with django_assert_num_queries(0):
        for z in range(13):
            assert client.get(f"{address('places', z)}?{version}").status_code == 200


def test_it_makes_damaged_tiles_anew(client, here, kept):
    call_command("warm_tiles", "--layers", "places", "--deepest", "5", stdout=StringIO())
    file = next(kept.glob("places/*/5/*/*.mvt.gz"))
    file.write_bytes(b"damaged")
    call_command("warm_tiles", "--layers", "places", "--deepest", "5", stdout=StringIO())
    assert gzip.decompress(file.read_bytes())


@pytest.mark.parametrize(
    "options",
    [
        ["--layers", "unknown"],
        ["--layers", "parcels,places"],
        ["--deepest", "15"],
        ["--within", "000000000000"],
    ],
)
def test_a_wrong_option_is_refused_in_chinese(db, options):
    with pytest.raises(CommandError) as refusal:
        call_command("warm_tiles", *options, stdout=StringIO())
    assert not str(refusal.value).isascii()
