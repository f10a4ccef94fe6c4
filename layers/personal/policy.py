"""Row level security of personal tables: a row is there only for whoever acts with its region in scope.

After every migration, so that a new table cannot be forgotten. It is not FORCEd upon the owner of the tables: a dump
as owner would be refused, and a migration would silently change no row. The site is never the owner
(layers/production.py).
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from psycopg import sql

from layers.personal.models import PersonalRecord

POLICY = "in_scope_of_who_acts"
# Regions move in the tree, so the path is asked of the region and not kept beside the row.
INSTALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS {policy} ON {table};
CREATE POLICY {policy} ON {table} USING (
    region_id IN (SELECT id FROM regions_region WHERE path ^@ ANY ((SELECT personal_scope())::text[]))
)
"""


def personal_models() -> list[type[PersonalRecord]]:
    return [model for model in apps.get_models() if issubclass(model, PersonalRecord)]


def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Makes the policy where it is missing; nothing when the migrations stopped before our function."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('personal_scope()') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            "SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE p.polname = %s AND c.relrowsecurity",
            [POLICY],
        )
        done = {table for (table,) in cursor.fetchall()}
        existing = set(connection.introspection.table_names(cursor))
        for model in personal_models():
            table = model._meta.db_table
            if table in existing - done:
                names = {"table": sql.Identifier(table), "policy": sql.Identifier(POLICY)}
                cursor.execute(sql.SQL(INSTALL).format(**names))
