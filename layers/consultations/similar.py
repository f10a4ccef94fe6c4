"""Answered questions that are like what somebody is about to ask: those that share most pairs of characters with it."""

from typing import Any

from django.db import connections

from layers.consultations.selected import KIND, SelectedAnswer
from layers.reads import read_alias
from layers.search.normalise import plain

MOST = 5
# Pairs of a long story are in everything; what is asked stands at its beginning.
FROM_TEXT = 60
# A question that shares less than this of the pairs is about something else.
SHARE = 0.3
SQL = """
SELECT key FROM (
    SELECT e.key, e.name, (SELECT count(*) FROM unnest(%(pairs)s::text[]) pair WHERE pair = ANY (e.grams)) AS shared
    FROM layers_searchentry e WHERE e.kind = %(kind)s AND e.grams && %(pairs)s::text[]
) found WHERE shared >= %(least)s ORDER BY shared DESC, length(name), key LIMIT %(most)s
"""


def similar(text: str) -> list[SelectedAnswer]:
    """At most MOST of the published ones, the most alike first."""
    told = plain(text[:FROM_TEXT])
    pairs = sorted({told[i : i + 2] for i in range(len(told) - 1)})
    if not pairs:
        return []
    values: dict[str, Any] = {"pairs": pairs, "kind": KIND, "least": max(2, SHARE * len(pairs)), "most": MOST}
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(SQL, values)
        keys = [key for (key,) in cursor.fetchall()]
    found = {
        one.public_id: one
        for one in SelectedAnswer.objects.published()
        .filter(public_id__in=keys)
        .select_related("organisation")
    }
    return [found[key] for key in keys if key in found]
