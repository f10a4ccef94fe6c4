"""After every migration: ``web_ro`` may read exactly the tables whose models say ``public_read = True``, ``web`` may
only read those that say ``read_only_for_web = True``, and only read and add to those that say ``insert_only_for_web``."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql


def public_tables() -> list[str]:
    """Tables of the models marked public, with their automatic many-to-many tables."""
    models = list(apps.get_models(include_auto_created=True))
    return sorted(model._meta.db_table for model in models if is_public(model))


def read_only_tables() -> list[str]:
    """Tables that functions of the owner write and the site never does."""
    models = apps.get_models(include_auto_created=True)
    return sorted(model._meta.db_table for model in models if getattr(model, "read_only_for_web", False))


def insert_only_tables() -> list[str]:
    """Tables to which the site adds rows that nobody changes afterwards."""
    models = apps.get_models(include_auto_created=True)
    return sorted(model._meta.db_table for model in models if getattr(model, "insert_only_for_web", False))


def all_tables() -> set[str]:
    """The tables of all models but PostGIS's own, which everybody reads and nobody of ours may change."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.app_label != "gis"}


def is_public(model: Any) -> bool:
    parent = model._meta.auto_created
    return bool(getattr(parent or model, "public_read", False))


def grant_public_reads(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Grant what is public and take back what no longer is, in one transaction; other tables stay untouched."""
    reader = settings.DATABASES["public"]["USER"]
    connection = connections[using]
    if not reader or reader == connection.settings_dict["USER"]:
        return
    present = set(connection.introspection.table_names())
    public = set(public_tables())
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for table in sorted(all_tables() & present):
            statement = "GRANT SELECT ON {} TO {}" if table in public else "REVOKE ALL ON {} FROM {}"
            cursor.execute(sql.SQL(statement).format(sql.Identifier(table), sql.Identifier(reader)))


def revoke_writes(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Take from the site's login what deploy/database.sql gives it on every new table, where it may do less."""
    writer = settings.DATABASES["default"]["USER"]
    connection = connections[using]
    if not writer or writer == connection.settings_dict["USER"]:
        return
    present = set(connection.introspection.table_names())
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for table in sorted(present.intersection(read_only_tables())):
            names = {"table": sql.Identifier(table), "writer": sql.Identifier(writer)}
            cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {writer}").format(**names))
            cursor.execute(sql.SQL("GRANT SELECT ON {table} TO {writer}").format(**names))
            cursor.execute(
                "SELECT pg_get_serial_sequence(%s, a.attname) FROM pg_attribute a"
                " WHERE a.attrelid = %s::regclass AND a.attidentity <> ''",
                [table, table],
            )
            for (sequence,) in cursor.fetchall():
                schema, name = sequence.split(".")
                owned = sql.Identifier(schema, name.strip('"'))
                cursor.execute(sql.SQL("REVOKE ALL ON SEQUENCE {} FROM {}").format(owned, names["writer"]))
        for table in sorted(present.intersection(insert_only_tables())):
            statement = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
            cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(writer)))
