import pytest

from geo.bbox import BBox
from geo.errors import BadInput
from geo.tile import Tile


def test_the_world_is_one_tile():
    assert Tile(0, 0, 0).bbox().as_tuple() == pytest.approx((-180, -85.0511287798, 180, 85.0511287798))
    assert Tile(0, 0, 0).bounds_3857() == pytest.approx(
        (-20037508.342789244,) * 2 + (20037508.342789244,) * 2
    )


def test_the_known_answer_of_mercantile_is_met():
    # mercantile's own documentation: bounds and xy_bounds of Tile(486, 332, 10).
    assert Tile(10, 486, 332).bbox().as_tuple() == pytest.approx(
        (-9.140625, 53.12040528310657, -8.7890625, 53.33087298301705), abs=1e-12
    )
    assert Tile(10, 486, 332).bounds_3857() == pytest.approx(
        (-1017529.7205322663, 7005300.768279833, -978393.962050256, 7044436.526761846), abs=1e-6
    )


def test_the_bounds_in_metres_are_the_projected_bounds_in_degrees():
    from geo.crs import WEB_MERCATOR, from_4490

    tile = Tile(14, 13568, 6345)
    box = tile.bbox()
    corners = (*from_4490(box.west, box.south, WEB_MERCATOR), *from_4490(box.east, box.north, WEB_MERCATOR))
    assert tile.bounds_3857() == pytest.approx(corners, abs=1e-6)


@pytest.mark.parametrize("z", range(23))
def test_a_position_lies_in_the_tile_that_is_found_for_it(z):
    tile = Tile.at(118.12, 37.15, z)
    assert tile.bbox().contains(118.12, 37.15)
    if z:
        assert tile.parent() == Tile.at(118.12, 37.15, z - 1)
    else:
        assert tile.parent() is None


def test_neighbours_share_their_edge_exactly():
    assert Tile(12, 100, 200).bbox().east == Tile(12, 101, 200).bbox().west
    assert Tile(12, 100, 200).bbox().south == Tile(12, 100, 201).bbox().north


def test_places_beyond_the_square_go_to_its_edge():
    assert Tile.at(180, 90, 3) == Tile(3, 7, 0)
    assert Tile.at(-180, -90, 3) == Tile(3, 0, 7)


def test_an_address_is_read():
    assert Tile.parse("14", "13568", "6345") == Tile(14, 13568, 6345)
    assert Tile.parse("22", "4194303", "0") == Tile(22, 4194303, 0)
    assert isinstance(Tile.parse("0", "0", "0").bbox(), BBox)


@pytest.mark.parametrize(
    ("z", "x", "y", "parameter"),
    [
        ("23", "0", "0", "z"),
        ("-1", "0", "0", "z"),
        ("", "0", "0", "z"),
        (None, "0", "0", "z"),
        ("1e1", "0", "0", "z"),
        ("1.0", "0", "0", "z"),
        ("0", "1", "0", "x"),
        ("3", "8", "0", "x"),
        ("3", "0", "8", "y"),
        ("3", "+1", "0", "x"),
        ("3", "01", "0", "x"),
        ("3", " 1", "0", "x"),
        ("3", "1", "1\n", "y"),
        ("3", "1", "1\x00", "y"),
        ("3", "１", "1", "x"),
        ("3", "1_0", "1", "x"),
        ("22", "9" * 5000, "0", "x"),
    ],
)
def test_an_address_that_no_tile_has_is_refused_naming_its_part(z, x, y, parameter):
    with pytest.raises(BadInput) as refused:
        Tile.parse(z, x, y)
    assert refused.value.parameter == parameter


@pytest.mark.parametrize("address", [(23, 0, 0), (-1, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_a_tile_made_in_code_is_held_to_the_same_rules(address):
    with pytest.raises(BadInput):
        Tile(*address)
