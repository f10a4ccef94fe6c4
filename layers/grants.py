"""After every migration: ``web_ro`` may read exactly the tables whose models say ``public_read = True``."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql


def public_tables() -> list[str]:
    """Tables of the models marked public, with their automatic many-to-many tables."""
    models = list(apps.get_models(include_auto_created=True))
    return sorted(model._meta.db_table for model in models if is_public(model))


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
