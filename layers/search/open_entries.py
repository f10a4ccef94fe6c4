"""The lines of the catalogue of disclosure, written with their search entries; and the index numbers that they carry."""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from layers.search.models import IndexNumber
from layers.search.opened import Opened
from layers.search.registry import Findable

LINE = (
    "COPY layers_openentry"
    " (entry_id, number, organisation_id, theme, genre, year, produced_on, published_at) FROM STDIN"
)


def write_open(kind: str, entries: Iterable[tuple[int, Findable]]) -> None:
    """``entries``: id of the search entry, and the thing; those that are no government information are passed over."""
    listed = [(entry_id, one.key, one.opened) for entry_id, one in entries if one.opened is not None]
    if not listed:
        return
    numbers = numbers_of(kind, {key: opened for _, key, opened in listed})
    with connection.cursor() as cursor, cursor.copy(LINE) as copy:
        for entry_id, key, opened in listed:
            copy.write_row(
                (
                    entry_id,
                    numbers[key],
                    opened.organisation_id,
                    opened.theme,
                    opened.genre,
                    (opened.produced_on or timezone.localdate(opened.published_at)).year,
                    opened.produced_on,
                    opened.published_at,
                )
            )


def numbers_of(kind: str, things: dict[str, Opened]) -> dict[str, str]:
    """Key → index number: the one that it has, else a new one for good."""
    IndexNumber.objects.bulk_create(
        [
            IndexNumber(kind=kind, key=key, number=number(key, one), is_sample=one.is_sample)
            for key, one in sorted(things.items())
        ],
        ignore_conflicts=True,
    )
    # On the connection that writes: a reader of another would not see them yet.
    given = IndexNumber.objects.using("default").filter(kind=kind, key__in=list(things))
    return dict(given.values_list("key", "number"))


def number(key: str, opened: Opened) -> str:
    """机构/体裁/年份-编号, as in docs/index-numbers.md: whose it is, its genre and year when it first becomes public,
    and its public id, which is unique among things of a genre."""
    year = timezone.localdate(opened.published_at).year
    return f"{opened.issuer}/{opened.genre}/{year}-{key}"
