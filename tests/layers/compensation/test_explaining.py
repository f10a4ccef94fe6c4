"""补偿怎么算, on parcels of 400 m; the declared area is what is paid, 1 ha = 15 亩."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.gis.geos import MultiPolygon

from geo.errors import BadInput
from layers.compensation.confirming import confirm, tables_of, take_back
from layers.compensation.explaining import explained
from layers.compensation.models import CompensationZone, ConfirmedTable
from layers.compensation.standards import Standard
from tests.layers.land.factories import boxing, case, office, parcel, square

pytestmark = pytest.mark.django_db

BEGAN, NOTICE = dt.date(2024, 1, 1), dt.date(2024, 3, 4)


@pytest.fixture
def county():
    return boxing()[1]


@pytest.fixture
def found(county):
    return case(county, stages={"PLAN_NOTICE": NOTICE})


def zone(county, number, west_m, price="60000", began=BEGAN, area=None, **given):
    return CompensationZone.objects.create(
        county=county, number=number, price_per_mu=price, valid_from=began, document_no="示例〔2023〕1 号",
        area=area or square(west_m, 0, 400), land_share=given.pop("land_share", "40"),
        resettlement_share=given.pop("resettlement_share", "60"), **given,
    )  # fmt: skip


def vouched(county, began=BEGAN):
    return confirm(county, began, None, office(county).pk)


def of(found, day=NOTICE):
    return explained(found.pk, found.county_id, day)


def test_nothing_is_explained_until_the_county_has_confirmed_its_table(county, found):
    zone(county, "Ⅰ", 0)
    parcel(found, square(0, 0, 400))
    assert of(found) is None
    vouched(county)
    assert of(found).total == Decimal("900000.00")
    take_back(county, BEGAN)
    assert of(found) is None


def test_the_sum_is_price_times_mu_and_is_split_by_the_shares_of_the_table(county, found):
    zone(county, "Ⅰ", 0, "60000.01")
    parcel(found, square(0, 0, 400), area_ha="1.2345")
    vouched(county)
    explanation = of(found)
    # 1.2345 ha = 18.5175 亩; x 60 000.01 = 1 111 050.185175
    assert [(part.area_mu, part.amount) for part in explanation.parts] == [
        (Decimal("18.5175"), Decimal("1111050.19"))
    ]
    assert explanation.total == Decimal("1111050.19")
    assert explanation.land == Decimal("444420.07")
    assert explanation.land + explanation.resettlement == explanation.total


def test_a_parcel_across_two_zones_is_split_by_the_intersected_area(county, found):
    zone(county, "Ⅰ", 0, "60000")
    zone(county, "Ⅱ", 400, "50000")
    parcel(found, square(300, 0, 400), area_ha="1.0000")
    vouched(county)
    explanation = of(found)
    assert [(part.zone.number, part.area_ha) for part in explanation.parts] == [
        ("Ⅰ", pytest.approx(Decimal("0.25"), abs=Decimal("0.0003"))),
        ("Ⅱ", pytest.approx(Decimal("0.75"), abs=Decimal("0.0003"))),
    ]
    assert sum(part.area_ha for part in explanation.parts) == Decimal("1.0000")
    assert explanation.total == sum(part.price_per_mu * part.area_mu for part in explanation.parts)


def test_money_is_rounded_once_at_the_end(county, found):
    zone(county, "Ⅰ", 0, "0.10")
    for number in range(3):
        parcel(
            found,
            square(0, 0, 400),
            number=f"DK-{number}",
            area_ha="0.0010",
            area_by_class={"水浇地": "0.0010"},
        )
    zone(county, "Ⅱ", 900, "0.30")
    parcel(found, square(900, 0, 400), number="DK-9", area_ha="0.0010")
    vouched(county)
    # 0.045 亩 x 0.10 = 0.0045, 0.015 x 0.30 = 0.0045: each is shown as 0.00, both are 0.009 = 0.01.
    assert [part.amount for part in of(found).parts] == [Decimal("0.00"), Decimal("0.00")]
    assert of(found).total == Decimal("0.01")


def test_the_price_is_that_of_the_day_of_the_plan_notice_not_of_today(county, found):
    zone(county, "Ⅰ", 0, "60000", valid_to=dt.date(2025, 1, 1))
    zone(county, "Ⅰ", 0, "80000", began=dt.date(2025, 1, 1))
    parcel(found, square(0, 0, 400))
    vouched(county)
    vouched(county, dt.date(2025, 1, 1))
    assert of(found).total == Decimal("900000.00")
    assert of(found, dt.date(2025, 1, 1)).total == Decimal("1200000.00")
    assert of(found, dt.date(2023, 12, 31)) is None
    assert of(found, None) is None


def test_land_classes_with_a_standard_of_their_own_are_paid_by_it(county, found):
    zone(
        county, "Ⅰ", 0, "60000",
        basic_farmland_per_mu="90000", construction_per_mu="50000", unused_per_mu="30000",
    )  # fmt: skip
    classes = {"水浇地": "0.4", "永久基本农田（水浇地）": "0.3", "农村宅基地": "0.2", "盐碱地": "0.1"}
    parcel(found, square(0, 0, 400), area_ha="1.0000", area_by_class=classes)
    vouched(county)
    assert [(part.standard, part.area_ha, part.amount) for part in of(found).parts] == [
        (Standard.GENERAL, Decimal("0.4000"), Decimal("360000.00")),
        (Standard.BASIC_FARMLAND, Decimal("0.3000"), Decimal("405000.00")),
        (Standard.CONSTRUCTION, Decimal("0.2000"), Decimal("150000.00")),
        (Standard.UNUSED, Decimal("0.1000"), Decimal("45000.00")),
    ]


def test_without_an_own_standard_the_general_one_pays_all_classes(county, found):
    zone(county, "Ⅰ", 0)
    parcel(found, square(0, 0, 400), area_by_class={"水浇地": "0.4", "农村宅基地": "0.6"})
    vouched(county)
    assert [(part.standard, part.area_ha) for part in of(found).parts] == [
        (Standard.GENERAL, Decimal("1.0000"))
    ]


def test_land_without_survey_or_zone_is_told_and_leaves_no_total(county, found):
    zone(county, "Ⅰ", 0)
    parcel(found, square(0, 0, 400))
    parcel(found, square(0, 0, 400), number="DK-02", quality="approximate", area_ha="2.0000")
    parcel(found, square(200, 0, 400), number="DK-03", area_ha="1.0000")
    vouched(county)
    explanation = of(found)
    assert explanation.unpriced_ha == pytest.approx(Decimal("2.5"), abs=Decimal("0.0005"))
    assert explanation.total is None and explanation.land is None and explanation.resettlement is None


def test_a_table_is_confirmed_once_and_only_where_there_is_one(county):
    with pytest.raises(BadInput, match="没有 2024-01-01 起实施的"):
        vouched(county)
    zone(county, "Ⅰ", 0)
    vouched(county)
    with pytest.raises(BadInput, match="已经确认过了"):
        vouched(county)
    assert [(table.zones, table.confirmation is not None) for table in tables_of([county])] == [(1, True)]


@pytest.mark.parametrize(
    "changed",
    [
        {"price_per_mu": "60001"},
        {"area": MultiPolygon(square(0, 0, 401)[0], srid=4490)},
        {"unused_per_mu": "1"},
    ],
)
def test_a_figure_or_area_that_changes_ends_the_confirmation(county, changed):
    one = zone(county, "Ⅰ", 0)
    vouched(county)
    CompensationZone.objects.filter(pk=one.pk).update(**changed)
    assert not ConfirmedTable.objects.filter(lapsed_at=None).exists()


def test_a_new_zone_ends_it_and_the_day_on_which_a_list_ends_does_not(county):
    one = zone(county, "Ⅰ", 0)
    vouched(county)
    CompensationZone.objects.filter(pk=one.pk).update(valid_to=dt.date(2026, 1, 1), note="改了备注")
    assert ConfirmedTable.objects.filter(lapsed_at=None).exists()
    zone(county, "Ⅱ", 400)
    assert not ConfirmedTable.objects.filter(lapsed_at=None).exists()


def test_a_newer_list_that_nobody_confirmed_is_not_replaced_by_the_older_one(county, found):
    zone(county, "Ⅰ", 0)
    vouched(county)
    parcel(found, square(0, 0, 400))
    zone(county, "Ⅱ", 0, began=dt.date(2024, 3, 1))
    assert of(found) is None
