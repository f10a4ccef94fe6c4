"""Ten times a city, by SQL: copies of the samples in every village, for the benches that ask a full database.

Triggers write the features of layers, as they do for any row; search and the facets of places are made anew by the product's
own functions. Not filled: entrances, posts, pictures, postings with photographs, page images and texts of documents, entries
of the ledger. A copied document shares the file of its sample.
"""

import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections, models  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402

from layers.documents.models import Document, DocumentVersion, Publication  # noqa: E402
from layers.land.models import Approval, Case, CaseDocument, Stage  # noqa: E402
from layers.places import facets  # noqa: E402
from layers.places.models import HandledItem, OpeningHours, Phone, Place  # noqa: E402
from layers.public_ids import public_id_from_number  # noqa: E402
from layers.search.index import rebuild  # noqa: E402
from portal.management.commands.prepare import without_time_limits  # noqa: E402

PLACES, CASES, PARCELS, DOCUMENTS_A_CASE = 100_000, 30_000, 300_000, 2
COUNTED = {
    "places": "places_place",
    "cases": "land_case",
    "parcels": "land_parcel",
    "documents": "documents_document",
    "search rows": "layers_searchentry",
}
# How far around the point of its village something lies, in degrees: a kilometre.
AROUND, SIDE = 0.012, 0.0008
# A walk over all numbers of public ids, far from where the seeded samples draw theirs.
FIRST, STEP = 7_777_777_777, 1_299_709

# Everything lies in a village that has a point; the n-th lies in the n-th of them, over and over.
VILLAGES = """
CREATE TEMP TABLE village AS
SELECT region.id, county.id AS county_id, region.label_point AS point,
    row_number() OVER (ORDER BY md5(region.code)) - 1 AS rank
FROM regions_region AS region JOIN regions_region AS county ON county.level = 2 AND region.path LIKE county.path || '%%'
WHERE region.level = 4 AND region.valid_to IS NULL AND region.label_point IS NOT NULL"""
# Spread by the golden ratio and the square root of two, so that no two lie on one spot.
SPOT = """ST_SetSRID(ST_MakePoint(
    round((ST_X(village.point) + %(around)s * (n * 0.6180339887498949 %% 1 - 0.5))::numeric, %(decimals)s)::float8,
    round((ST_Y(village.point) + %(around)s * (n * 0.41421356237309515 %% 1 - 0.5))::numeric, %(decimals)s)::float8), 4490)"""
SOURCES = """
CREATE TEMP TABLE source AS SELECT id, row_number() OVER (ORDER BY public_id) - 1 AS rank
FROM {table} WHERE withdrawn_at IS NULL"""
PLAN = """
CREATE TEMP TABLE plan_{table} AS
SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS id, fresh.public_id, source.id AS source_id,
    village.id AS village_id, village.county_id, n, {spot} AS point
FROM fresh JOIN source ON source.rank = n %% (SELECT count(*) FROM source)
    JOIN village ON village.rank = n %% (SELECT count(*) FROM village)"""
# As publishing draws them: on the grid of the public precision, so that survey and public area are one.
PARCEL = """
CREATE TEMP TABLE plan_land_parcel AS
SELECT nextval(pg_get_serial_sequence('land_parcel', 'id')) AS id, fresh.public_id, plan.id AS case_id, plan.village_id,
    fresh.n / %(cases)s AS number, ST_Multi(ST_MakeEnvelope(x, y, x + %(side)s, y + %(side)s * 0.8, 4490)) AS area
FROM fresh JOIN plan_land_case AS plan ON plan.n = fresh.n %% %(cases)s, LATERAL (SELECT
    round((ST_X(plan.point) + fresh.n / %(cases)s %% 4 * %(side)s)::numeric, %(decimals)s)::float8 AS x,
    round((ST_Y(plan.point) + fresh.n / %(cases)s / 4 * %(side)s)::numeric, %(decimals)s)::float8 AS y) AS corner"""
PARCELS_OF_PLAN = [
    """INSERT INTO land_parcel (id, public_id, published_at, withdrawal_reason, is_sample, case_id, parcel_no, name, land_use,
        ownership, area_ha, area_by_class, east, south, west, north, public_area)
    SELECT id, public_id, now() - interval '1 day', '', true, case_id, 'DK-' || number + 1, '', '工业用地', 'collective',
        round((ST_Area(area::geography) / 10000)::numeric, 4), '{}', '', '', '', '', area FROM plan_land_parcel""",
    """INSERT INTO land_parcelsurvey (parcel_id, area, source_srid, source_coordinates, quality)
    SELECT id, area, 4527, '', 'exact' FROM plan_land_parcel""",
    """INSERT INTO land_parcelvillage (parcel_id, village_id, area_ha, source)
    SELECT id, village_id, round((ST_Area(area::geography) / 10000)::numeric, 4), 'declared' FROM plan_land_parcel""",
]
CASE_VILLAGES = "INSERT INTO land_casevillage (case_id, village_id) SELECT id, village_id FROM plan_land_case"
APPROVALS = """
ALTER TABLE plan_land_case ADD COLUMN approval_id bigint;
UPDATE plan_land_case AS plan SET approval_id = nextval(pg_get_serial_sequence('land_approval', 'id'))
FROM land_case AS sample WHERE sample.id = plan.source_id AND sample.approval_id IS NOT NULL"""
STAGES = """
CREATE TEMP TABLE plan_land_stage AS
SELECT nextval(pg_get_serial_sequence('land_stage', 'id')) AS id, sample.id AS source_id, plan.id AS case_id
FROM plan_land_case AS plan JOIN land_stage AS sample ON sample.case_id = plan.source_id"""
# The first public documents of the sample case.
DOCUMENTS = """
CREATE TEMP TABLE plan_documents_document AS
SELECT nextval(pg_get_serial_sequence('documents_document', 'id')) AS id, fresh.public_id, wanted.*
FROM fresh JOIN (
    SELECT row_number() OVER (ORDER BY plan.id, sample.rank) - 1 AS n, plan.id AS case_id, sample.document_id AS source_id,
        sample.id AS link_id, sample.version_id
    FROM plan_land_case AS plan JOIN (
        SELECT link.id, link.case_id, link.document_id, version.id AS version_id,
            row_number() OVER (PARTITION BY link.case_id ORDER BY link.id) AS rank
        FROM land_casedocument AS link JOIN LATERAL (
            SELECT version.id FROM documents_documentversion AS version JOIN documents_publication ON version_id = version.id
            WHERE version.document_id = link.document_id AND withdrawn_at IS NULL ORDER BY number DESC LIMIT 1
        ) AS version ON true WHERE link.audience = 'public'
    ) AS sample ON sample.case_id = plan.source_id AND sample.rank <= %(documents)s
) AS wanted USING (n)"""


def fill(places: int = PLACES, cases: int = CASES, parcels: int = PARCELS) -> dict[str, int]:
    """Adds what is wanting of that many to the samples that are there; what there is then."""
    connection_created.connect(without_time_limits)
    for connection in connections.all():
        connection.close()
    there = counts()
    places, cases, parcels = (
        max(wanted - there[name], 0)
        for name, wanted in (("places", places), ("cases", cases), ("parcels", parcels))
    )
    decimals = settings.CITY["public_geometry"]
    numbers = count(FIRST, STEP)
    values: dict[str, Any] = {"around": AROUND, "side": SIDE, "cases": cases, "documents": DOCUMENTS_A_CASE}
    with connections["owner"].cursor() as cursor:
        cursor.execute(VILLAGES, {})
        plan(cursor, Place, places, numbers, values | {"decimals": decimals["places"]["decimals"]})
        own = {"region_id": "plan.village_id", "location": "plan.point", "public_location": "plan.point"}
        copy(cursor, Place, {**own, "name": "sample.name || plan.n", "seat_of_id": "NULL"})
        for model in (OpeningHours, HandledItem, Phone):
            copy(cursor, model, {"place_id": "plan.id"}, of="place_id", planned=Place)
        told("places", places)
        values["decimals"] = decimals["parcels"]["decimals"]
        plan(cursor, Case, cases, numbers, values)
        cursor.execute(APPROVALS)
        numbered = "CASE sample.doc_no WHEN '' THEN '' ELSE sample.doc_no || plan.public_id END"
        approval = "(SELECT approval_id FROM land_case WHERE id = plan.source_id)"
        copy(cursor, Approval, {"id": "plan.approval_id", "doc_no": numbered}, planned=Case, source=approval)
        fresh(cursor, parcels, numbers)
        cursor.execute(PARCEL, values)
        area = "(SELECT ST_Multi(ST_Union(area)) FROM plan_land_parcel WHERE case_id = plan.id)"
        cursor.execute("CREATE INDEX ON plan_land_parcel (case_id)")
        cursor.execute("ANALYZE plan_land_parcel")
        copy(
            cursor,
            Case,
            {
                "county_id": "plan.county_id",
                "approval_id": "plan.approval_id",
                "name": "sample.name || plan.n",
                "public_area": area,
            },
        )
        cursor.execute(CASE_VILLAGES)
        for statement in PARCELS_OF_PLAN:
            cursor.execute(statement)
        told("parcels", parcels)
        cursor.execute(STAGES)
        copy(cursor, Stage, {"case_id": "plan.case_id"})
        fresh(cursor, cases * DOCUMENTS_A_CASE, numbers)
        cursor.execute(DOCUMENTS, values)
        copy(cursor, Document, {})
        versions = {"document_id": "plan.id", "id": None}
        copy(cursor, DocumentVersion, versions, planned=Document, source="plan.version_id")
        made = "(SELECT id FROM documents_documentversion WHERE document_id = plan.id)"
        copy(cursor, Publication, {"version_id": made}, of="version_id", planned=Document, source="plan.version_id")  # fmt: skip
        stage = (
            "(SELECT id FROM plan_land_stage WHERE case_id = plan.case_id AND source_id = sample.stage_id)"
        )
        cursor.execute("CREATE INDEX ON plan_land_stage (case_id)")
        links = {"case_id": "plan.case_id", "document_id": "plan.id", "version_id": "NULL", "stage_id": stage}
        copy(cursor, CaseDocument, links, planned=Document, source="plan.link_id")
        told("stages and documents", cases * DOCUMENTS_A_CASE)
        cursor.execute("ANALYZE")
    facets.rebuild()
    told("facets", places)
    told("search", rebuild(["place", "case", "document"]))
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    there = counts()
    connections.close_all()
    return there


def plan(cursor: Any, model: type[models.Model], wanted: int, numbers: Iterator[int], values: Any) -> None:
    """Which sample each copy is of, in which village, under which id."""
    table = model._meta.db_table
    fresh(cursor, wanted, numbers)
    cursor.execute("DROP TABLE IF EXISTS source")
    cursor.execute(SOURCES.format(table=table))
    cursor.execute(PLAN.format(table=table, spot=SPOT), values)


def fresh(cursor: Any, wanted: int, numbers: Iterator[int]) -> None:
    """That many public ids that are nobody's."""
    cursor.execute("DROP TABLE IF EXISTS fresh")
    cursor.execute("CREATE TEMP TABLE fresh (n int, public_id text)")
    with cursor.copy("COPY fresh FROM STDIN") as copying:
        for n in range(wanted):
            copying.write_row((n, public_id_from_number(next(numbers) % 2**40)))
    cursor.execute("ANALYZE fresh")


def copy(
    cursor: Any,
    model: type[models.Model],
    own: dict[str, Any],
    of: str = "id",
    planned: type[models.Model] | None = None,
    source: str = "plan.source_id",
) -> None:
    """A copy of each planned sample, or of its rows that hang on it by ``of``; ``own`` are the columns that differ."""
    base = planned or model
    known = {field.column for field in model._meta.concrete_fields if not field.primary_key}
    given = {"id": "plan.id", "public_id": "plan.public_id"} if base is model else {}
    given |= own
    columns = {name: f'sample."{name}"' for name in sorted(known)}
    columns |= {name: sql for name, sql in given.items() if sql and (name == "id" or name in known)}
    names = ", ".join(f'"{name}"' for name in columns)
    into, samples = model._meta.db_table, base._meta.db_table
    cursor.execute(
        f"INSERT INTO {into} ({names}) SELECT {', '.join(columns.values())}"  # noqa: S608  names of models
        f" FROM plan_{samples} AS plan JOIN {into} AS sample ON sample.{of} = {source}"
    )


def told(what: str, many: int) -> None:
    print(f"  {many:,} {what} by {time.strftime('%H:%M:%S')}", file=sys.stderr, flush=True)


def counts() -> dict[str, int]:
    """What there is, withdrawn rows too."""
    with connections["owner"].cursor() as cursor:
        found = {}
        for name, table in COUNTED.items():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  constants only
            found[name] = cursor.fetchone()[0]
    return found
