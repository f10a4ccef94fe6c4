"""After every migration: each layer has the column of its features (layers.features) and the triggers that write it.

Where they are missing or make another form, the column comes anew and empty, which takes no time whatever the table holds,
and is filled afterwards, some rows at a time, so that nobody who writes waits for it.
"""

from django.apps import AppConfig
from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from layers.catalog import LAYERS, Layer
from layers.features import Taken, column, each, field_at, form, own_columns, quoted, taken, trigger, writing

BATCH = 5_000
# No WHEN: PostgreSQL would let no migration change the type of a column that it names.
OWN = {"write": "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"}
OTHERS = {
    "insert": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT",
    "update": "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS earlier NEW TABLE AS changed FOR EACH STATEMENT",
    "delete": "AFTER DELETE ON {table} REFERENCING OLD TABLE AS earlier FOR EACH STATEMENT",
}
# The rows that lead to what has changed. A row of the same table is one of the others, too: without the test for keys
# the update would call itself for ever.
ANEW = """
DECLARE
    keys {type}[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        keys := ARRAY(SELECT {pk} FROM changed);
    ELSIF TG_OP = 'DELETE' THEN
        keys := ARRAY(SELECT {pk} FROM earlier);
    ELSE
        keys := ARRAY(SELECT {pk} FROM earlier FULL JOIN changed USING ({pk}) WHERE ROW({old}) IS DISTINCT FROM ROW({new}));
    END IF;
    IF cardinality(keys) > 0 THEN
        UPDATE {table} SET {column} = NULL WHERE {leading} AND (TG_OP <> 'INSERT' OR {column} IS NULL);
    END IF;
    RETURN NULL;
END"""

FILLING = """
WITH filled AS (
    UPDATE {table} SET {column} = NULL WHERE id IN (
        SELECT id FROM {table} WHERE {column} IS NULL AND id > %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
)
SELECT max(id) FROM filled"""


def install(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Nothing for a layer whose columns the migrations have not reached."""
    for layer in LAYERS.values():
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            if not _is_reached(cursor, layer):
                continue
            if not is_installed(cursor, layer):
                _install(cursor, layer)
        fill(using, layer)


def is_installed(cursor: CursorWrapper, layer: Layer) -> bool:
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND tgargs = %s", [f"{form(layer)}\0".encode()]
    )
    return bool(cursor.fetchone()[0] == len(OWN) + len(OTHERS) * len(taken(layer)))


def fill(using: str, layer: Layer) -> None:
    """Makes what is not made yet, but for rows that somebody is just writing: they get theirs from him."""
    table, kept = quoted(layer.model._meta.db_table), quoted(column(layer))
    with connections[using].cursor() as cursor:
        done: int | None = 0
        while done is not None:
            cursor.execute(FILLING.format(table=table, column=kept), [done, BATCH])
            (done,) = cursor.fetchone()


def _is_reached(cursor: CursorWrapper, layer: Layer) -> bool:
    wanted = {(layer.model._meta.db_table, name) for name in own_columns(layer, layer.geometry_fields)}
    wanted |= {(one.model._meta.db_table, name) for one in taken(layer) for name in one.columns}
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    return wanted <= set(cursor.fetchall())


def _install(cursor: CursorWrapper, layer: Layer) -> None:
    table, kept = quoted(layer.model._meta.db_table), quoted(column(layer))
    cursor.execute(
        "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE %s", [trigger(layer, "%")]
    )
    for place, name in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {quoted(name)} ON {place}")
    for one in taken(layer):
        name = trigger(layer, f"{'_'.join(one.steps)}_")
        _make(cursor, layer, quoted(one.model._meta.db_table), name, _anew(layer, one), OTHERS)
    # Last, for it is the lock that readers wait for.
    cursor.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {kept}")
    cursor.execute(f"ALTER TABLE {table} ADD COLUMN {kept} text")
    _make(cursor, layer, table, trigger(layer, ""), writing(layer), OWN)


def _make(
    cursor: CursorWrapper, layer: Layer, table: str, name: str, body: str, events: dict[str, str]
) -> None:
    function = quoted(name.rstrip("_"))
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$"
    )
    for event, when in events.items():
        cursor.execute(
            f"CREATE TRIGGER {quoted(name + event)} {when.format(table=table)}"
            f" EXECUTE FUNCTION {function}('{form(layer)}')"
        )


def _anew(layer: Layer, one: Taken) -> str:
    key = one.model._meta.pk
    leading = "= ANY (keys)"
    for depth in range(len(one.steps), 0, -1):
        by = quoted(field_at(layer, *one.steps[:depth]).column)
        before = field_at(layer, *one.steps[: depth - 1]).related_model if depth > 1 else None
        leading = f"{by} {leading}"
        if before is not None:
            key_before, table_before = quoted(before._meta.pk.column), quoted(before._meta.db_table)
            leading = f"IN (SELECT {key_before} FROM {table_before} WHERE {leading})"  # noqa: S608  names of models
    columns = [key.column, *one.columns]
    return ANEW.format(
        type=key.rel_db_type(connection),
        pk=quoted(key.column),
        old=each("earlier", columns),
        new=each("changed", columns),
        table=quoted(layer.model._meta.db_table),
        column=quoted(column(layer)),
        leading=leading,
    )
