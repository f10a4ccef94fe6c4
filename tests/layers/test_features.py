"""The public feature beside each row: what the API would write, at every moment, whoever wrote last and in whatever order."""

import datetime as dt
import json
import random
import threading
import time
from dataclasses import replace

import orjson
import pytest
from django.apps import apps
from django.contrib.gis.geos import Point
from django.db import connection, connections, transaction

from layers.api.feed import features, read, whole
from layers.api.serializers import serializer_class, with_relations
from layers.audit.models import AuditEntry
from layers.audit.words import changed_columns
from layers.catalog import LAYERS
from layers.feature_triggers import install, is_installed
from layers.features import column, stored
from layers.land.models import Approval, Case, Parcel
from layers.places.models import Category, CategoryGroup, Place
from layers.regions.models import Region
from tests.layers.api.world import AROUND, category, place, world
from tests.layers.land.factories import at, parcel, square

ALL = 1_000_000
PLACES = LAYERS["places"]
ODD_NAMES = [
    '引"号\\反斜杠/', "\b\f\n\r\t\x01\x1f\x7f\x85", "\u2028\u2029\ufeff</script>", "𠮷😀é", "%s {0} $body$ '; --", "",
]  # fmt: skip


def kept(layer, rows):
    """Key → text, of rows public or not."""
    return dict(rows.order_by("pk").annotate(stored=stored(layer)).values_list(layer.id_field, "stored"))


def written(layer, rows):
    """Key → the feature as Python writes it from the columns."""
    found = features(layer, read(layer, rows, ALL))
    return {one["id"]: orjson.dumps(one, default=float).decode() for one in found}


def assert_true_in_every_layer():
    for layer in LAYERS.values():
        rows = layer.model._base_manager.all()
        assert kept(layer, rows) == written(layer, rows), layer.name


@pytest.fixture
def here(db):
    return world()


def test_every_layer_of_the_catalogue_has_its_column_and_triggers(db):
    with connection.cursor() as cursor:
        assert all(is_installed(cursor, layer) for layer in LAYERS.values())


def test_the_texts_of_the_samples_are_what_rows_and_serializers_write(worker, django_db_blocker):
    from tests.harness.databases import cloned, sample_template
    from tests.harness.logins import aliases_on

    with (
        cloned(sample_template(), f"features_{worker}") as database,
        aliases_on(database),
        django_db_blocker.unblock(),
    ):
        for layer in LAYERS.values():
            rows = layer.model._base_manager.all()
            texts = kept(layer, rows)
            assert len(texts) > 5 and texts == written(layer, rows), layer.name
            some = with_relations(layer, rows).annotate(shown=layer.shown()).order_by("pk")[:200]
            for told in serializer_class(layer)(some, many=True).data["features"]:
                assert orjson.loads(texts[told["id"]]) == json.loads(json.dumps(told)), layer.name


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_any_text_is_written_as_the_api_writes_it(client, here, name):
    Place.objects.filter(pk=here.clinic.pk).update(name=name, address=name)
    assert_true_in_every_layer()
    body = client.get(f"/api/layers/places.geojson?bbox={AROUND}").json()
    assert {name} < {one["properties"]["name"] for one in body["features"]}


@pytest.mark.parametrize("area", ["1.0000", "0.0001", "0.1", "12.3400", "9999999999.9999", "10000000.5"])
def test_an_area_is_the_number_that_it_was(here, area):
    Parcel.objects.filter(pk=here.plot.pk).update(area_ha=area)
    assert_true_in_every_layer()


def move_a_unit(here, dice):
    unit = dice.choice([here.east, here.west, here.town])
    parents = [None, here.county, here.town, here.city]
    Region.objects.filter(pk=unit.pk).update(
        manage_parent=dice.choice(parents), stat_parent=dice.choice(parents)
    )


def number_units_anew(here, dice):
    for unit in dice.sample([here.city, here.county, here.town, here.east, here.west], 3):
        Region.objects.filter(pk=unit.pk).update(code=f"{dice.randrange(10**12):012}")


def draw_a_unit(here, dice):
    drawn = dice.choice([None, square(0, 0, dice.randrange(1, 900))])
    Region.objects.filter(pk=here.east.pk).update(public_area=drawn, label_point=drawn and drawn.centroid)


def regroup(here, dice):
    group = dice.choice(list(CategoryGroup.objects.all()))
    Category.objects.filter(code__in=dice.sample(["clinic", "school"], 2)).update(group=group)


def rewrite_a_place(here, dice):
    chosen = Place.objects.filter(pk__in=[dice.choice([here.clinic, here.school, here.far]).pk])
    lng, lat = at(dice.random() * 1000, dice.random() * 1000)
    chosen.update(
        name=dice.choice(ODD_NAMES), category=dice.choice(["clinic", "school"]), region=dice.choice([here.east, here.town]),
        verified_on=dice.choice([None, dt.date(2026, 1, dice.randrange(1, 28))]),
        public_location=Point(lng, lat, srid=4490),
    )  # fmt: skip


def open_or_close_a_place(here, dice):
    if dice.random() < 0.5:
        place("新点", here.clinic.category, here.west, at(dice.randrange(500), 0))
    elif (row := Place.objects.filter(name="新点").first()) is not None:
        row.delete()


def rename_a_case(here, dice):
    Case.objects.filter(pk=dice.choice([here.case, here.old]).pk).update(
        name=f"案件{dice.random()}", county=dice.choice([here.county, here.city])
    )


def approve(here, dice):
    number = f"鲁政土字〔2024〕{dice.randrange(900)}号"
    match dice.randrange(3):
        case 0:
            made = Approval.objects.create(
                issuer=f"省政府{dice.random()}",
                level="province",
                doc_no=number,
                issued_on=dt.date(2024, 5, 1),
            )
            Case.objects.filter(pk=here.case.pk).update(approval=made)
        case 1:
            Approval.objects.update(doc_no=number) if Approval.objects.count() == 1 else None
        case 2:
            Case.objects.filter(pk=here.case.pk).update(approval=None)


def survey_anew(here, dice):
    drawn = dice.choice([None, square(0, 0, dice.randrange(1, 300))])
    Parcel.objects.filter(pk=here.plot.pk).update(
        case=dice.choice([here.case, here.old]), public_area=drawn, area_ha=f"{dice.random() * 9 + 0.1:.4f}"
    )


EDITS = [
    move_a_unit, number_units_anew, draw_a_unit, regroup, rewrite_a_place, open_or_close_a_place, rename_a_case, approve,
    survey_anew,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edit_of_a_row_or_of_what_it_leads_to_no_text_is_stale(here, seed):
    dice = random.Random(seed)
    for _ in range(20):
        dice.choice(EDITS)(here, dice)
        assert_true_in_every_layer()


def test_a_row_that_came_before_what_it_leads_to_has_its_text_when_that_comes(here):
    row = place("早到", here.clinic.category, here.east, at(5, 5))
    with transaction.atomic():
        Place.objects.filter(pk=row.pk).update(category="later")
        assert kept(PLACES, Place.objects.filter(pk=row.pk)) == {row.public_id: None}
        category("later", "晚到", "medical", "医疗")
    assert_true_in_every_layer()


def test_a_category_that_is_taken_away_and_comes_otherwise_leaves_no_old_group(here):
    with transaction.atomic():
        Category.objects.filter(code="clinic")._raw_delete("default")
        assert kept(PLACES, Place.objects.filter(pk=here.clinic.pk)) == {here.clinic.public_id: None}
        category("clinic", "卫生室", "education", "教育")
    assert '"group":"education"' in kept(PLACES, Place.objects.all())[here.clinic.public_id]
    assert_true_in_every_layer()


def test_what_is_written_over_a_row_is_not_kept_beside_it(here):
    Place.objects.filter(pk=here.clinic.pk).update(name="张三诊所", address="张三家")
    Place.objects.filter(pk=here.clinic.pk).update(name="诊所", address="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_place p WHERE p::text LIKE '%张三%'")
        assert cursor.fetchone()[0] == 0


def test_a_text_that_somebody_writes_by_hand_does_not_stay(here):
    with connection.cursor() as cursor:
        for value in ("'{}'", "NULL"):
            cursor.execute(f"UPDATE places_place SET {column(PLACES)} = {value}")
            assert_true_in_every_layer()


def test_a_text_is_made_anew_when_what_it_tells_has_changed_and_else_left_alone(here):
    of_parcels = AuditEntry.objects.filter(noun="land_parcel", action="update")
    Case.objects.filter(pk=here.case.pk).update(phone="0543-1")
    assert not of_parcels.exists()
    Case.objects.filter(pk=here.case.pk).update(name="新名")
    assert of_parcels.count() == 1


def test_the_trail_tells_people_what_they_changed_and_nothing_of_the_text(here):
    Place.objects.filter(pk=here.clinic.pk).update(name="新名")
    assert changed_columns(AuditEntry.objects.filter(noun="places_place").latest("id")) == ["名称"]


def test_under_other_settings_than_the_texts_were_made_with_none_is_used(here, settings):
    rules = settings.CITY["public_geometry"]
    settings.CITY = {
        **settings.CITY,
        "public_geometry": {**rules, "places": {**rules["places"], "decimals": 3}},
    }
    assert set(kept(PLACES, Place.objects.all()).values()) == {None}
    settings.DEMO = False
    assert set(kept(LAYERS["regions"], Region.objects.all()).values()) == {None}


def body_of(layer):
    return whole(layer, 1, layer.queryset(), ALL)


def same(first, second):
    first, second = orjson.loads(first), orjson.loads(second)
    for one in (first, second):
        one["features"].sort(key=lambda feature: feature["id"])
    return orjson.dumps(first) == orjson.dumps(second) and len(first["features"]) > 0


def test_rows_without_a_text_come_to_the_same_answer_and_the_next_migration_makes_it(committed_database):
    world()
    before = body_of(PLACES)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE places_place DISABLE TRIGGER layers_feature_of_places_write")
        cursor.execute(f"UPDATE places_place SET {column(PLACES)} = NULL WHERE name = '湖滨小学'")
        cursor.execute("ALTER TABLE places_place ENABLE TRIGGER layers_feature_of_places_write")
    assert None in kept(PLACES, Place.objects.all()).values()
    assert same(body_of(PLACES), before)
    install(apps.get_app_config("layers"), "owner")
    assert_true_in_every_layer()
    assert same(body_of(PLACES), before)


def test_a_trigger_that_is_gone_is_made_again_with_all_texts(committed_database):
    here = world()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TRIGGER layers_feature_of_places_write ON places_place")
    Place.objects.filter(pk=here.clinic.pk).update(name="其间")
    assert set(kept(PLACES, Place.objects.all()).values()) == {None}
    install(apps.get_app_config("layers"), "owner")
    assert_true_in_every_layer()


def test_a_migration_may_change_the_type_of_a_column_that_is_published(committed_database):
    here = world()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE places_place ALTER COLUMN address TYPE varchar(500)")
        cursor.execute("ALTER TABLE places_category ALTER COLUMN group_id TYPE varchar(60)")
    Place.objects.filter(pk=here.clinic.pk).update(address="长" * 400)
    Category.objects.update(group="education")
    assert_true_in_every_layer()


def test_a_property_two_relations_away_is_followed_there(committed_database, monkeypatch):
    here = world()
    away = {**PLACES.properties, "parent": "region__manage_parent__name"}
    deep = replace(PLACES, properties=away)
    monkeypatch.setitem(LAYERS, "places", deep)
    install(apps.get_app_config("layers"), "owner")
    for change in ({"name": "改名镇"}, {"manage_parent": here.city}, {"code": "371625104999"}):
        Region.objects.filter(pk__in=[here.town.pk]).update(**change)
        assert kept(deep, Place.objects.all()) == written(deep, Place.objects.all())
    Region.objects.filter(pk=here.east.pk).update(manage_parent=here.county)
    assert kept(deep, Place.objects.all()) == written(deep, Place.objects.all())
    assert '"parent":"博兴县"' in kept(deep, Place.objects.all())[here.clinic.public_id]


MEANWHILE = {
    "a place comes": "INSERT INTO places_place (public_id, published_at, withdrawal_reason, is_sample, name, aliases,"
    " category_id, region_id, address, location, public_location, introduction, way_there, source) SELECT 'ZZZZZZZZZ',"
    " now(), '', true, '并行', '', category_id, region_id, '', location, public_location, '', '', ''"
    " FROM places_place WHERE name = '东村卫生室'",
    "a place is renamed": "UPDATE places_place SET name = '并行' WHERE name = '东村卫生室'",
    "a place changes its category": "UPDATE places_place SET category_id = 'clinic' WHERE name = '湖滨小学'",
}
REGROUPED = "UPDATE places_category SET group_id = 'education' WHERE code = 'clinic'"


@pytest.mark.parametrize("place_first", [True, False], ids=["the place first", "the category first"])
@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_two_writers_at_once_leave_no_stale_text(committed_database, meanwhile, place_first):
    world()
    first, second = (meanwhile, REGROUPED) if place_first else (REGROUPED, meanwhile)
    with committed_database.connect("default") as one, committed_database.connect("default") as other:
        one.autocommit = False
        one.execute(first)
        waiting = threading.Thread(target=other.execute, args=[second])
        waiting.start()
        deadline = time.monotonic() + 2
        while waiting.is_alive() and time.monotonic() < deadline and not waits(other.info.backend_pid):
            time.sleep(0.01)
        one.commit()
        waiting.join()
    assert_true_in_every_layer()
    assert '"group":"medical"' not in "".join(kept(PLACES, Place.objects.all()).values())


def waits(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


def test_a_parcel_that_comes_with_its_case_in_one_transaction_knows_its_name(here):
    with transaction.atomic():
        Case.objects.filter(pk=here.old.pk).update(name="一并改名")
        parcel(here.old, square(0, 0, 50), number="DK-77")
    assert_true_in_every_layer()
