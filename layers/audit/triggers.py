"""After every migration: each table that people change has its triggers, so that a new one cannot be forgotten."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

# Tables whose statements write no entry, by app label or table name, and why.
UNAUDITED = {
    "audit": "the entries themselves; only functions of the owner write them",
    "gis": "PostGIS's own list of coordinate systems",
    "sessions": "a session is a cookie of the browser, not content; logins are recorded as events",
    "staff_opensession": "which sessions are whose; logins are recorded as events",
    "contenttypes": "written by migrations alone",
    "auth_permission": "written by migrations alone",
    "django_admin_log": "Django's own history of the administration, whose writes have entries of their own",
    "tiles": "made by triggers from content that is audited",
    "procrastinate": "the job queue; what a job does to content has entries of its own",
    "changes_passage": "how far a step of a large set is; the step itself has entries of its own",
    "importers_progress": "how far a running check is; its outcome has entries of its own",
    "videos_progress": "how far the copies of a film are; their outcome has entries of its own",
    "subscriptions_outbox": "how far the messages of a notice are; the notice and each sending have entries of their own",
    "devices_sign": "a sign of life every five minutes; who the device is has entries of its own",
    "services_itemscan": "how often codes were scanned; an entry each would tell when somebody did",
    "usage": "sums of a day, added to every minute; nobody enters them",
    "roads_roadedge": "written once from a file, as a whole; the row of its dataset has entries and names the file's hash",
    "roads_forbiddenturn": "as the edges of a dataset",
    "wechat": "tokens that lapse after two hours, and which calls came in during the last minutes",
    "layers_layerversion": "a counter that each release raises, for caches",
    "layers_searchentry": "an index, made from content that is audited",
    "layers_searchreading": "an index, made from content that is audited",
    "layers_openentry": "an index, made from content that is audited",
    "layers_opencount": "made by triggers from that index",
    "layers_indexnumber": "given once at a release, which has entries of its own; a trigger refuses any change",
    "places_facets": "an index, made from content that is audited",
    "places_schedule": "as the index that names it",
}

# Name and event of each trigger, with the rows that it sees. A trigger with transition tables takes one event.
EVENTS = {
    "audit_insert": "INSERT ON {table} REFERENCING NEW TABLE AS changed",
    "audit_update": "UPDATE ON {table} REFERENCING OLD TABLE AS earlier NEW TABLE AS changed",
    "audit_delete": "DELETE ON {table} REFERENCING OLD TABLE AS changed",
    "audit_truncate": "TRUNCATE ON {table}",
}


def audited_tables() -> dict[str, str]:
    """Each table that people change, with its primary key column."""
    return {
        model._meta.db_table: str(model._meta.pk.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in UNAUDITED
        and model._meta.db_table not in UNAUDITED
    }


def missing(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Table and trigger of each that is not there, is switched off or was made for another key."""
    cursor.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE t.tgfoid = to_regprocedure('audit_changed()') AND t.tgenabled = 'O'"
        " AND t.tgargs = convert_to(a.attname, 'UTF8') || '\\x00'::bytea"
    )
    present = set(cursor.fetchall())
    return [(table, name) for table in audited_tables() for name in EVENTS if (table, name) not in present]


def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Makes what is missing, in one transaction; nothing when the migrations stopped before our function."""
    connection = connections[using]
    keys = audited_tables()
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('audit_changed()') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        existing = set(connection.introspection.table_names(cursor))
        for table, name in missing(cursor):
            if table in existing:
                event = sql.SQL(EVENTS[name]).format(table=sql.Identifier(table))
                statement = "CREATE OR REPLACE TRIGGER {} AFTER {} FOR EACH STATEMENT EXECUTE FUNCTION audit_changed({})"
                cursor.execute(
                    sql.SQL(statement).format(sql.Identifier(name), event, sql.Literal(keys[table]))
                )
