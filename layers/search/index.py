"""Writing the search index: all of a kind at once, or the few rows that a transaction changed."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection, transaction

from layers.search.marks import region_marks
from layers.search.models import OpenEntry, SearchEntry
from layers.search.normalise import grams, plain, spellings
from layers.search.open_entries import write_open
from layers.search.readings import syllable_readings, typed_forms
from layers.search.registry import KINDS, Findable, kinds

ENTRY = (
    "COPY layers_searchentry"
    " (id, kind, key, name, note, region_path, region_name, url, weight, text, grams) FROM STDIN"
)
READING = "COPY layers_searchreading (entry_id, reading) FROM STDIN"
BATCH = 5_000
# A reading longer than this is nobody's query.
LONGEST_READING = 300


def rebuild(names: Iterable[str] | None = None) -> int:
    """Write every row of the kinds anew, in one transaction; readers see the old index until it ends."""
    written = 0
    with transaction.atomic():
        for kind in kinds(names):
            SearchEntry.objects.filter(kind=kind.name).delete()
            rows = (kind.findable(thing) for thing in kind.queryset().iterator(chunk_size=BATCH))
            written += write(kind.name, rows)
    return written


def fill_catalogue() -> int:
    """What became public before there was a catalogue of disclosure gets its lines; nothing where there is one."""
    return 0 if OpenEntry.objects.exists() else rebuild()


def update(kind: str, things: Iterable[Any]) -> None:
    """Index ``things`` of one kind again; call it inside the transaction that changed them."""
    findables = [KINDS[kind].findable(thing) for thing in things]
    with transaction.atomic():
        remove(kind, [findable.key for findable in findables])
        write(kind, findables)


def remove(kind: str, keys: Iterable[str]) -> None:
    SearchEntry.objects.filter(kind=kind, key__in=list(keys)).delete()


def update_within(region_path: str) -> int:
    """Index again whatever was found in the region with that path, itself included, once the region has another path or
    name; the number of entries. A batch at a time, through the index of marks."""
    stale: dict[str, list[str]] = {}
    inside = SearchEntry.objects.filter(grams__contains=[f"@{region_path}"])
    for name, key in inside.values_list("kind", "key"):
        stale.setdefault(name, []).append(key)
    for name, keys in stale.items():
        kind = KINDS[name]
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            remove(name, some)
            update(name, kind.queryset().filter(**{f"{kind.key}__in": some}))
    return sum(map(len, stale.values()))


def write(kind: str, findables: Iterable[Findable]) -> int:
    """COPY the rows, a batch at a time, with their lines in the catalogue of disclosure; the number written."""
    waiting, written = iter(findables), 0
    while batch := list(islice(waiting, BATCH)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('layers_searchentry', 'id'))"
                " FROM generate_series(1, %s)",
                [len(batch)],
            )
            ids = [row[0] for row in cursor.fetchall()]
            with cursor.copy(ENTRY) as copy:
                for entry_id, findable in zip(ids, batch, strict=True):
                    copy.write_row(entry_row(entry_id, kind, findable))
            with cursor.copy(READING) as copy:
                for entry_id, findable in zip(ids, batch, strict=True):
                    for reading in reading_rows(findable):
                        copy.write_row((entry_id, reading))
        write_open(kind, zip(ids, batch, strict=True))
        written += len(batch)
    return written


def entry_row(entry_id: int, kind: str, findable: Findable) -> tuple[Any, ...]:
    lines = list(dict.fromkeys(line for name in findable.names for line in spellings(name)))
    body = plain(findable.body)
    text = "\n" + "\n".join(lines) + "\n" + (f"\n{body}" if body else "")
    pieces: set[str] = set()
    for line in lines:
        pieces |= grams(line) | {f"={line}", f"^{line[:2]}"}
    pieces |= {body[i : i + 2] for i in range(len(body) - 1)}
    pieces |= set(region_marks(findable.region_path))
    return (
        entry_id,
        kind,
        findable.key,
        findable.names[0][:300],
        findable.note[:300],
        findable.region_path,
        findable.region_name[:200],
        findable.url,
        findable.weight,
        text,
        sorted(pieces),
    )


def reading_rows(findable: Findable) -> list[str]:
    readings = findable.readings
    if readings is None:
        readings = [reading for name in findable.names for reading in syllable_readings(name)]
    return [form for form in typed_forms(readings) if len(form) <= LONGEST_READING]
