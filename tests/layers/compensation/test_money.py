"""1 公顷 = 15 亩 = 10 000 平方米, rounded half up once, to the cent."""

from decimal import Decimal

import pytest

from layers.compensation.money import Unit, is_same, to_yuan_per_mu, yuan_per_mu_to_yuan_per_ha


@pytest.mark.parametrize(
    ("amount", "unit", "yuan_per_mu"),
    [
        ("62000", Unit.YUAN_PER_MU, "62000.00"),
        ("6.2", Unit.WAN_PER_MU, "62000.00"),
        ("930000", Unit.YUAN_PER_HA, "62000.00"),
        ("93", Unit.WAN_PER_HA, "62000.00"),
        ("93", Unit.YUAN_PER_M2, "62000.00"),
        ("540000", Unit.YUAN_PER_HA, "36000.00"),
        ("100", Unit.YUAN_PER_HA, "6.67"),
        ("0.075", Unit.YUAN_PER_HA, "0.01"),
        ("49.9999", Unit.YUAN_PER_M2, "33333.27"),
    ],
)
def test_every_unit_of_a_list_becomes_yuan_per_mu(amount, unit, yuan_per_mu):
    assert to_yuan_per_mu(Decimal(amount), unit) == Decimal(yuan_per_mu)


def test_a_price_per_mu_is_fifteen_times_as_much_per_hectare():
    assert yuan_per_mu_to_yuan_per_ha(Decimal("62000.50")) == Decimal("930007.50")
    assert yuan_per_mu_to_yuan_per_ha(Decimal("36000")) == Decimal("540000.00")


def test_two_figures_of_one_document_may_differ_by_their_rounding_and_by_no_more():
    assert is_same(Decimal("6.67"), Decimal("100"))
    assert is_same(Decimal("33333"), Decimal("500000"))
    assert not is_same(Decimal("62000"), Decimal("940000"))
    assert not is_same(Decimal("62001"), Decimal("930000"))
