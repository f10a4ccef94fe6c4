"""A dump restores: pg_restore works with an empty search_path, and must find everything that the tables lean on."""

from django.db import connections

# IS DISTINCT FROM is printed without the schema of its operator. Operators of pg_catalog leave no such row.
LEANING = """
SELECT t.tgname FROM pg_depend d JOIN pg_trigger t ON t.oid = d.objid AND d.classid = 'pg_trigger'::regclass
JOIN pg_operator o ON o.oid = d.refobjid AND d.refclassid = 'pg_operator'::regclass
"""
OF_A_GEOMETRY = """
CREATE TABLE drawn (area geometry);
CREATE TRIGGER leaning AFTER UPDATE ON drawn FOR EACH ROW WHEN (OLD.area IS DISTINCT FROM NEW.area)
EXECUTE FUNCTION suppress_redundant_updates_trigger();
"""


def test_no_trigger_has_a_condition_that_a_dump_cannot_restore(committed_database) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(LEANING)
        assert cursor.fetchall() == []
        cursor.execute(OF_A_GEOMETRY)
        cursor.execute(LEANING)
        assert cursor.fetchall() == [("leaning",)]
