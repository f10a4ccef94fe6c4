"""A statement of tiles put to the database: bound by the server, not written into the text.

So the text of a set of layers and a level is one, which the server plans once a connection and not for each tile: planning
was more than half of a small tile. And the bytes of a tile come as they are, not as twice as many digits.
"""

from typing import Any

from django.db import connections
from psycopg import Cursor
from psycopg.pq import Format

from layers.reads import read_alias
from tiles.fragment import Fragment, joined, sql


def one_row(*expressions: Fragment) -> tuple[Any, ...]:
    """Of one snapshot. Raises OperationalError when the database does not answer in time."""
    statement = sql("SELECT {each}", each=joined(", ", list(expressions)))
    with connections[read_alias()].cursor() as cursor:
        # What Django does around its own cursor (errors, the health of the connection, the log) stays.
        cursor.cursor = Cursor(cursor.db.connection)
        cursor.cursor.format = Format.BINARY
        cursor.execute(statement.text, statement.values)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
