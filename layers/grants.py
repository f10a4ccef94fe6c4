"""After every migration: ``web_ro`` may read exactly the tables whose models say ``public_read = True``."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from psycopg import sql


def public_tables() -> list[str]:
    """Tables of the models marked public, with their automatic many-to-many tables."""
    models = list(apps.get_models(include_auto_created=True))
    return sorted(model._meta.db_table for model in models if is_public(model))


def is_public(model: Any) -> bool:
    parent = model._meta.auto_created
    return bool(getattr(parent or model, "public_read", False))


def grant_public_reads(sender: AppConfig, using: str, **kwargs: Any) -> None:
    reader = settings.DATABASES["public"]["USER"]
    connection = connections[using]
    if not reader or reader == connection.settings_dict["USER"]:
        return
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in public_tables():
            if table in present:
                cursor.execute(
                    sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), sql.Identifier(reader))
                )
