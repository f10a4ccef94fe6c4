"""Asking: any length from one character, hit or miss, without a sequential scan.

The SQL is put together from fixed fragments; every value is bound. A query is at most three words. Each
spelling of it becomes a few small index look-ups (exact name, beginning, own region, anywhere, pinyin); their
union, some hundred rows at most, is then ranked.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connections

from geo.errors import BadInput
from layers.reads import read_alias
from layers.search.marks import region_marks
from layers.search.normalise import needed_grams, plain, spellings

LONGEST = 100
# Enough to rank well, small enough to rank fast when a word is in every third name.
CANDIDATES = 300
MOST_WORDS = 3


@dataclass(frozen=True)
class Found:
    kind: str
    key: str
    name: str
    note: str
    region: str
    url: str


def find(text: str, limit: int = 20, own_path: str = "", kind: str | None = None) -> list[Found]:
    """The best ``limit`` things for what was typed; the nearer to ``own_path`` (a region path) the earlier.

    Raises BadInput("q", …) for an empty or overlong query.
    """
    sql, values = statement(text, limit, own_path, kind)
    with connections[read_alias()].cursor() as cursor:
        cursor.execute(sql, values)
        return [Found(*row) for row in cursor.fetchall()]


def statement(text: str, limit: int, own_path: str = "", kind: str | None = None) -> tuple[str, list[Any]]:
    """The SQL of ``find`` and its values; bench/search.py gives the same to pgbench."""
    words = words_of(text)
    arms, values = [], []
    for arm, arm_values in candidate_arms(words, own_path):
        arms.append(arm)
        values.extend(arm_values)
    sql = f"""
        SELECT e.kind, e.key, e.name, e.note, e.region_name, e.url
        FROM layers_searchentry e
        WHERE e.id IN ({" UNION ".join(arms)}) AND (%s::text IS NULL OR e.kind = %s)
        ORDER BY {RANK} LIMIT %s
    """  # noqa: S608
    whole = spellings("".join(words))
    exact = [f"%\n{escape_like(spelling)}\n%" for spelling in whole]
    begins = [f"%\n{like_prefix(spelling)}" for spelling in whole]
    nearness = [like_prefix(path) for path in own_paths(own_path)] + [NOWHERE] * 3
    values += [kind, kind, *nearness[:3], exact, begins, limit]
    return sql, values


# A path that no region has.
NOWHERE = "-"

# The own village, town, county; then the very name, its beginning, what matters more, the shorter name.
RANK = """
    (e.region_path LIKE %s)::int + (e.region_path LIKE %s)::int + (e.region_path LIKE %s)::int DESC,
    (e.text LIKE ANY (%s)) DESC, (e.text LIKE ANY (%s)) DESC,
    e.weight DESC, length(e.name), e.name, e.key
"""


def own_paths(path: str) -> list[str]:
    """The paths of county, town and village in ``path``; not of the city, in which everything lies."""
    return [mark[1:] for mark in region_marks(path)][1:]


def words_of(text: str) -> list[str]:
    """What was typed, as one to three words; Latin letters with spaces between are one word of pinyin."""
    typed = text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise BadInput("q", f"请输入 1 至 {LONGEST} 个字")
    words = [typed] if typed.isascii() else typed.split()
    words = [word for word in words if plain(word)][:MOST_WORDS]
    if not words:
        raise BadInput("q", "请输入要找的名称，不能只有标点或空格")
    return words


def candidate_arms(words: list[str], own_path: str) -> list[tuple[str, list[Any]]]:
    """Small SELECTs of ids with their values."""
    arms: list[tuple[str, list[Any]]] = []
    for index, word in enumerate(words):
        others = words[:index] + words[index + 1 :]
        for spelling in spellings(word):
            arms += gram_arms(spelling, others, own_path)
    if len(words) == 1 and (latin := latin_letters(words[0])):
        arms.append(
            (
                f"(SELECT entry_id FROM layers_searchreading WHERE reading LIKE %s LIMIT {CANDIDATES})",  # noqa: S608
                [like_prefix(latin)],
            )
        )
    return arms


def gram_arms(spelling: str, others: list[str], own_path: str) -> list[tuple[str, list[Any]]]:
    """Where one spelling stands in a name; ``others`` must stand in the name or in the name of its region."""
    needed = needed_grams(spelling)
    marks = [["=" + spelling], ["^" + spelling[:2], *needed], needed]
    marks += [["@" + path, *needed] for path in own_paths(own_path)]
    condition, values = "", []
    for other in others:
        condition += " AND (text LIKE %s OR region_name LIKE %s)"
        values += [like_inside(plain(other)), like_inside(other)]
    return [
        (
            "(SELECT id FROM layers_searchentry WHERE grams @> %s AND text LIKE %s"  # noqa: S608
            f"{condition} LIMIT {CANDIDATES})",
            [pieces, like_inside(spelling), *values],
        )
        for pieces in marks
    ]


def latin_letters(word: str) -> str:
    """``bo xing`` → ``boxing``; "" when it is not Latin letters and digits with a letter among them."""
    joined = re.sub(r"[\s']+", "", word.lower())
    return joined if joined.isascii() and joined.isalnum() and not joined.isdigit() else ""


def like_prefix(text: str) -> str:
    return escape_like(text) + "%"


def like_inside(text: str) -> str:
    return f"%{escape_like(text)}%"


def escape_like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)
