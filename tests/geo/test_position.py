import math

import pytest

from geo.errors import BadInput
from geo.position import Position


def test_a_phone_position_is_read_with_its_accuracy():
    assert Position.parse("118.12", "37.15", "12.5") == Position(118.12, 37.15, 12.5)


@pytest.mark.parametrize("accuracy", [None, ""])
def test_an_absent_accuracy_is_unknown_not_zero(accuracy):
    assert Position.parse("118.12", "37.15", accuracy).accuracy_m is None
    assert Position.parse("118.12", "37.15", "0").accuracy_m == 0.0


@pytest.mark.parametrize(
    ("lng", "lat", "accuracy", "parameter"),
    [
        (None, "37.15", None, "lng"),
        ("118.12", "", None, "lat"),
        ("abc", "37.15", None, "lng"),
        ("118.12", "nan", None, "lat"),
        ("inf", "37", None, "lng"),
        ("118,12", "37.15", None, "lng"),
        ("118.12\x00", "37.15", None, "lng"),
        ("１１８", "37.15", None, "lng"),
        ("1e2", "37.15", None, "lng"),
        ("180.0001", "37.15", None, "lng"),
        ("37.15", "118.12", None, "lat"),
        ("9" * 5000, "37.15", None, "lng"),
        ("118.12", "37.15", "-1", "accuracy"),
        ("118.12", "37.15", "100000.1", "accuracy"),
        ("118.12", "37.15", "很准", "accuracy"),
    ],
)
def test_a_bad_position_is_refused_naming_its_parameter(lng, lat, accuracy, parameter):
    with pytest.raises(BadInput) as refused:
        Position.parse(lng, lat, accuracy)
    assert refused.value.parameter == parameter
    assert any("一" <= character <= "鿿" for character in refused.value.message)


@pytest.mark.parametrize("values", [(math.nan, 37.0, None), (118.0, math.inf, None), (118.0, 37.0, math.nan)])
def test_a_position_made_in_code_is_held_to_the_same_rules(values):
    with pytest.raises(BadInput):
        Position(*values)


def test_neither_the_repr_nor_the_refusal_gives_the_position_away():
    assert "118" not in repr(Position(118.123456, 37.15))
    with pytest.raises(BadInput) as refused:
        Position.parse("118.123456x", "37.15")
    assert "123456" not in str(refused.value)


def test_the_uncertainty_is_never_below_the_floor_that_the_caller_sets():
    assert Position(118, 37, 5).uncertainty_m(30) == 30
    assert Position(118, 37, None).uncertainty_m(30) == 30
    assert Position(118, 37, 80).uncertainty_m(30) == 80
