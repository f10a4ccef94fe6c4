"""The tree of organisations: a bureau stands below the government of its county, a section below its bureau."""

from collections.abc import Iterable

from django.db import connections

# UNION drops what was met before, so a circle in the data ends the walk instead of the server.
BELOW = """
WITH RECURSIVE tree (top, id) AS (
    SELECT id, id FROM organisations_organisation WHERE id = ANY(%s)
    UNION
    SELECT tree.top, child.id FROM organisations_organisation child JOIN tree ON child.parent_id = tree.id
)
SELECT top, array_agg(id) FROM tree GROUP BY top
"""
ABOVE = """
WITH RECURSIVE line (id, parent_id) AS (
    SELECT id, parent_id FROM organisations_organisation WHERE id = %s
    UNION
    SELECT parent.id, parent.parent_id FROM organisations_organisation parent JOIN line ON parent.id = line.parent_id
)
SELECT id FROM line
"""


def below(organisations: Iterable[int]) -> dict[int, frozenset[int]]:
    """Each of these organisations (primary keys) with itself and everything below it, in one query."""
    wanted = sorted(set(organisations))
    if not wanted:
        return {}
    with connections["default"].cursor() as cursor:
        cursor.execute(BELOW, [wanted])
        return {top: frozenset(found) for top, found in cursor.fetchall()}


def above(organisation: int) -> frozenset[int]:
    """The organisation itself and everything above it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(ABOVE, [organisation])
        return frozenset(row[0] for row in cursor.fetchall())
