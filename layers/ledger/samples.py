"""A demonstration's ledger ends with it."""

from django.db import connection


def drop_sample_ledger() -> bool:
    """Empties a ledger that tells of samples only. False, and nothing happens, once it tells of anything real."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_drop_samples()")
        return bool(cursor.fetchone()[0])
