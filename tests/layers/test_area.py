"""The area box of the city: literals in the database, replaced for another city, refused over rows outside."""

import psycopg
import pytest
from django.apps import apps
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from geo.errors import BadInput
from layers.administration import GeometryText
from layers.area import COPIES, EXEMPT, city_box, geometry_columns, install
from layers.regions.models import Level, Region
from tests.layers.places.making import place, region, tree


@pytest.fixture
def city(settings):
    """set the box of the city file."""

    def set_box(*sides, code="990000"):
        settings.CITY = {**settings.CITY, "area": list(sides), "code": code}

    return set_box


def definitions():
    """table_column_in_area → what PostgreSQL holds of it, and its identity."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conname, oid, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname LIKE '%_in_area' AND contype = 'c' AND convalidated"
        )
        return {name: (oid, text) for name, oid, text in cursor.fetchall()}


def unit(number, point):
    return region(Level.VILLAGE, f"{number}村", f"9901012{number:02d}000", point=point)


@pytest.mark.django_db
def test_every_geometry_column_of_the_layers_is_held_to_the_area_from_the_start() -> None:
    names = {f"{column.table}_{column.column}_in_area" for column in geometry_columns()}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT f_table_name || '_' || f_geometry_column || '_in_area' FROM geometry_columns"
            " WHERE f_table_schema = 'public' AND split_part(f_table_name, '_', 1) <> ALL(%s) AND f_table_name <> ALL(%s)",
            # The places at fault of an import may lie anywhere: that is what is said of them. Shapes of tiles are made
            # by triggers from columns that are held.
            [[*EXEMPT, "importers", "tiles"], [apps.get_model(label)._meta.db_table for label in COPIES]],
        )
        assert {row[0] for row in cursor.fetchall()} == names
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE '%_in_area'")
        assert {row[0] for row in cursor.fetchall()} == names
    assert "regions_region_label_point_in_area" in names
    assert "land_parcelsurvey_area_in_area" in names


@pytest.mark.django_db
@pytest.mark.parametrize("at", [(116.999, 37.4), (119.001, 37.4), (118.0, 36.499), (118.0, 38.501)])
def test_a_point_beyond_any_side_is_refused_by_the_database(at) -> None:
    with pytest.raises(IntegrityError, match="regions_region_label_point_in_area"), transaction.atomic():
        unit(1, at)


@pytest.mark.django_db
def test_an_area_that_only_reaches_over_the_edge_is_refused_too() -> None:
    village = unit(1, (118.0, 37.4))
    village.area = MultiPolygon(Polygon.from_bbox((118.9, 37.0, 119.1, 37.1)), srid=4490)
    with pytest.raises(IntegrityError, match="regions_region_area_in_area"), transaction.atomic():
        village.save()


@pytest.mark.django_db
def test_the_edge_itself_belongs_to_the_area_and_no_geometry_is_no_fault() -> None:
    unit(1, (117.0, 36.5))
    unit(2, (119.0, 38.5))
    unit(3, None)
    assert Region.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("at", [(float("nan"), float("nan")), (float("nan"), 37.4), (float("inf"), 37.4)])
def test_what_is_not_a_number_gets_through_neither_check(at) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        unit(1, at)


def test_set_again_nothing_is_touched(committed_database) -> None:
    before = definitions()
    call_command("set_area")
    assert install(city_box()) == []
    assert definitions() == before


def test_another_city_gets_its_own_box_without_a_migration(committed_database, city) -> None:
    city(100.0, 25.0, 101.5, 26.0)
    call_command("set_area")
    found = definitions()
    assert len(found) == len(geometry_columns())
    assert all("101.5" in text and "119" not in text for _, text in found.values())
    unit(1, (100.5, 25.5))
    with pytest.raises(IntegrityError, match="in_area"), transaction.atomic():
        unit(2, (118.0, 37.4))


def test_rows_outside_are_named_and_the_old_area_stays(committed_database, city) -> None:
    where = tree()["village"]
    for number in range(5):
        place(f"第{number}药店", where, at=(118.0 + number / 10, 37.0))
    before = definitions()
    city(117.0, 36.5, 118.15, 38.5)
    with pytest.raises(CommandError) as refused:
        call_command("set_area")
    lines = str(refused.value).splitlines()
    assert lines[0] == "有数据在范围 117,36.5,118.15,38.5 之外，约束没有改："
    assert lines[1].endswith("（places_place.location）：3 行，第2药店、第3药店、第4药店")
    assert [line.split("（")[1].split("）")[0] for line in lines[1:]] == [
        "places_place.location",
        "places_place.public_location",
    ]
    assert definitions() == before
    place("又一药店", where, at=(118.9, 37.0))


def test_a_check_made_by_hand_is_replaced(committed_database) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE places_place DROP CONSTRAINT places_place_location_in_area,"
            " ADD CONSTRAINT places_place_location_in_area CHECK (true)"
        )
    assert install(city_box()) == ["places_place_location_in_area"]
    assert "117" in definitions()["places_place_location_in_area"][1]


def test_the_login_of_the_site_cannot_take_the_check_away(committed_database) -> None:
    with committed_database.connect("default") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("ALTER TABLE places_place DROP CONSTRAINT places_place_location_in_area")


def test_a_city_file_of_another_city_does_not_move_the_area(committed_database, city) -> None:
    tree()  # 示例市, 990000000000
    city(100.0, 25.0, 101.5, 26.0, code="880000")
    before = definitions()
    with pytest.raises(CommandError, match=r"数据库中是示例市.*880000000000.*CUNTU_CITY"):
        call_command("set_area")
    assert definitions() == before


@pytest.mark.parametrize(
    "sides", [[119, 36, 117, 39], [117, 36, 119], [117, 36, 119, "北"], [float("nan")] * 4]
)
def test_a_city_file_without_a_proper_box_is_refused(city, sides) -> None:
    city(*sides)
    with pytest.raises(BadInput) as refused:
        city_box()
    assert refused.value.parameter == "area"


def test_the_form_of_the_admin_says_it_in_words_before_the_database_does() -> None:
    field = GeometryText("POINT", within_city=True)
    assert field.clean("POINT(118.0 37.4)").coords == (118.0, 37.4)
    with pytest.raises(ValidationError, match="超出本市范围；请检查经纬度是否写反"):
        field.clean("POINT(37.4 118.0)")
    beyond = "POLYGON((118.9 37, 119.1 37, 119.1 37.1, 118.9 37.1, 118.9 37))"
    with pytest.raises(ValidationError, match="超出本市范围"):
        GeometryText("MULTIPOLYGON", within_city=True).clean(beyond)


def test_the_tables_of_an_exempt_app_are_left_alone(monkeypatch) -> None:
    held = {column.model._meta.app_label for column in geometry_columns()}
    monkeypatch.setattr("layers.area.EXEMPT", {"roads", "places"})
    assert {column.model._meta.app_label for column in geometry_columns()} == held - {"places"}
    assert {"regions", "land", "places"} <= held
