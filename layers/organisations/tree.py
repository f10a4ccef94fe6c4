"""The tree of organisations: a bureau stands below the government of its county, a section below its bureau."""

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BigIntegerField, Func

# UNION drops what was met before, so a circle in the data ends the walk instead of the server.
ABOVE = """
WITH RECURSIVE line (id, parent_id) AS (
    SELECT id, parent_id FROM organisations_organisation WHERE id = %s
    UNION
    SELECT parent.id, parent.parent_id FROM organisations_organisation parent JOIN line ON parent.id = line.parent_id
)
SELECT id FROM line
"""


class Below(Func):
    """The keys of an organisation and everything below it, beside the row that names it: ``Below("organisation")``."""

    template = (
        "ARRAY(WITH RECURSIVE tree (id) AS (SELECT %(expressions)s UNION SELECT child.id"
        " FROM organisations_organisation child JOIN tree ON child.parent_id = tree.id) SELECT id FROM tree)"
    )
    output_field = ArrayField(BigIntegerField())


def above(organisation: int) -> frozenset[int]:
    """The organisation itself and everything above it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(ABOVE, [organisation])
        return frozenset(row[0] for row in cursor.fetchall())
