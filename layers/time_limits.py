"""The site's login gives up a statement after some seconds, so that a request does not hold a connection; a job may."""

from django.db import connection


def without_time_limits() -> None:
    """The seconds of the site's login are for requests; until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
