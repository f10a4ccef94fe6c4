"""No migration makes a living site wait: what looks at every row of a table under a lock is named, and refused.

The owner's lock_timeout (deploy/database.sql) ends a migration that waits for a lock; nothing ends one that holds it. So a
new index on a table that is there is made CONCURRENTLY, a constraint is added NOT VALID and validated afterwards, a column
changes its type in steps. A migration that blocks and must says so: ``blocks = "why, and how long it was measured"``.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

# The last of each app that was written before a city was live: no table had rows of anybody.
BEFORE_ANY_CITY = {
    "audit": 4, "benefits": 2, "catchments": 2, "changes": 5, "channels": 2, "compensation": 4, "consultations": 2,
    "devices": 2, "documents": 5, "foi": 2, "importers": 2, "land": 6, "layers": 3, "ledger": 3, "local_modules": 2,
    "objections": 2, "organisations": 2, "personal": 3, "places": 7, "policies": 3, "regions": 4, "reports": 2, "roads": 2,
    "screening": 2, "services": 3, "staff": 4, "subscriptions": 3, "tiles": 2, "videos": 2, "workdays": 2, "zones": 2,
}  # fmt: skip
SQL_THAT_BLOCKS = {
    r"CREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "CREATE INDEX without CONCURRENTLY",
    r"ADD\s+CONSTRAINT(?![^;]*(NOT\s+VALID|USING\s+INDEX))": "ADD CONSTRAINT without NOT VALID",
    r"ALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b": "another type of a column",
    r"SET\s+(LOCAL\s+)?lock_timeout\s*(=|TO)\s*'?0": "lock_timeout switched off",
    r"\bVACUUM\s+FULL\b|\bCLUSTER\b|^\s*LOCK\s+TABLE": "a lock for the whole table",
}


def faults(migration: migrations.Migration) -> Iterator[str]:
    """What in it blocks a table that was there before."""
    if getattr(migration, "blocks", ""):
        return
    new = {one.name.lower() for one in migration.operations if isinstance(one, migrations.CreateModel)}
    for operation in flat(migration.operations):
        model = getattr(operation, "model_name", "")
        if model.lower() in new:
            continue
        match operation:
            case AddIndexConcurrently():
                pass
            case migrations.AddIndex():
                yield f"{model}: AddIndex without CONCURRENTLY"
            case migrations.AddConstraint():
                yield f"{model}: AddConstraint looks at every row"
            case migrations.AlterField():
                yield f"{model}.{operation.name}: AlterField may write every row anew"
            case migrations.AddField() if operation.field.unique or operation.field.db_index:
                yield f"{model}.{operation.name}: AddField with an index"
            case migrations.RunSQL():
                yield from of_sql(operation.sql, new)


def flat(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def of_sql(sql: object, new: set[str]) -> Iterator[str]:
    for statement in (
        [sql] if isinstance(sql, str) else [one[0] if isinstance(one, tuple) else one for one in sql]
    ):  # type: ignore[attr-defined]
        for one in str(statement).split(";"):
            if any(re.search(rf"\b\w+_{name}\b", one) for name in new):
                continue
            yield from (
                told for pattern, told in SQL_THAT_BLOCKS.items() if re.search(pattern, one, re.I | re.M)
            )


def test_no_migration_since_then_blocks_a_table() -> None:
    found = [
        f"{app}.{name}: {fault}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith(("layers.", "importers.", "tiles.", "portal."))
        if int(name.split("_")[0]) > BEFORE_ANY_CITY.get(app, 1)
        for fault in faults(migration)
    ]
    assert found == []


FIELD = models.CharField(max_length=9)
INDEX = models.Index(fields=["name"], name="i")


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (migrations.AddIndex("place", INDEX), "AddIndex"),
        (AddIndexConcurrently("place", INDEX), ""),
        (migrations.AddIndex("fresh", INDEX), ""),
        (migrations.AddConstraint("place", models.UniqueConstraint(fields=["name"], name="u")), "AddConstraint"),
        (migrations.AlterField("place", "name", FIELD), "AlterField"),
        (migrations.AddField("place", "word", FIELD), ""),
        (migrations.AddField("place", "word", models.CharField(max_length=9, db_index=True)), "AddField"),
        (migrations.RunSQL("CREATE INDEX i ON places_place (name)"), "CREATE INDEX"),
        (migrations.RunSQL("CREATE INDEX CONCURRENTLY i ON places_place (name)"), ""),
        (migrations.RunSQL("CREATE INDEX i ON places_fresh (name)"), ""),
        (migrations.RunSQL("ALTER TABLE places_place ADD CONSTRAINT c CHECK (true)"), "ADD CONSTRAINT"),
        (migrations.RunSQL("ALTER TABLE places_place ADD CONSTRAINT c CHECK (true) NOT VALID"), ""),
        (migrations.RunSQL(["SELECT 1", ("SET lock_timeout = 0", None)]), "lock_timeout"),
        (migrations.RunSQL("ALTER TABLE places_place ALTER COLUMN name TYPE text"), "type"),
    ],
)  # fmt: skip
def test_what_blocks_is_told_from_what_does_not(operation: Operation, told: str) -> None:
    migration = migrations.Migration("0009", "places")
    migration.operations = [migrations.CreateModel("Fresh", []), operation]
    found = list(faults(migration))
    assert (told in found[0]) if told else found == []
    migration.blocks = "a table of ten rows"  # type: ignore[attr-defined]
    assert list(faults(migration)) == []
