import pytest

from geo.errors import BadInput
from importers.formats.lng_lat_list import is_lng_lat, read_ring

FIELD = "118.10, 37.10\n118.11, 37.10\n118.11, 37.11\n118.10, 37.11\n"


def test_a_ring_is_read_with_or_without_names_and_closing_row():
    plain = read_ring(FIELD, 500)
    named = read_ring(
        "J1 118.10 37.10\nJ2 118.11 37.10\n\nJ3，118.11，37.11\nJ4\t118.10\t37.11\nJ1 118.10 37.10", 500
    )
    assert plain.equals(named)
    assert plain.bounds == (118.10, 37.10, 118.11, 37.11)
    assert len(plain.exterior.coords) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("118.1, 37.1\n37.1, 118.1\n118.2, 37.2", "第 2 行的经度和纬度疑似写反了：37.1, 118.1"),
        ("118.1, 37.1\n118.2, abc", "第 2 行应是“经度, 纬度”两个数，现在是“118.2, abc”"),
        ("118.1, 37.1\n\n118.2", "第 3 行应是"),
        ("118.1, 37.1\n1e2, 37.1", "第 2 行应是"),
        ("118.1, 37.1\n121.5, 31.2\n118.2, 37.2", "第 2 行不在本市范围内：121.5, 31.2"),
        ("118.1, 37.1\n118.2, 37.1\n118.1, 37.1", "只有 2 个不同的点"),
        ("118.10,37.10\n118.11,37.11\n118.11,37.10\n118.10,37.11", "第 1 行起的边和第 3 行起的边交叉了"),
        ("118.10,37.10\n118.11,37.10\n118.12,37.10", "几条边叠在一起"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(text, told):
    with pytest.raises(BadInput) as refused:
        read_ring(text, 500)
    assert refused.value.parameter == "corners"
    assert told in refused.value.message


def test_too_many_corners_are_refused_before_they_are_read():
    rows = [f"118.{100 + n}, 37.1" for n in range(600)]
    with pytest.raises(BadInput, match="从第 502 行起超过 500 个点"):
        read_ring("\n".join(rows), 500)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (FIELD, True),
        ("118.118897123, 37.15", True),
        ("J1,1,4113800.000,39599400.000", False),
        ("J1 4113800 599400", False),
        ("10,2.94,DK-01,,面,,,,@", False),
    ],
)
def test_degrees_are_told_from_metres(text, answer):
    assert is_lng_lat(text) is answer
