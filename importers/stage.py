"""The stage: what was read of a file, in a temporary table without an index, filled by COPY.

One text column a field of the dataset, in the form that ``judging.staged`` gives; (lng, lat) in EPSG:4490 degrees; the
code of the unit around the point. It is gone with the transaction.
"""

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from layers.failpoints import failpoint

STAGE = sql.Identifier("import_stage")
# The same name so near to another of the file is the same place twice; four decimals are some ten metres.
TWIN_DECIMALS = 4
# How far a place of the same name may be that is asked about, and one of a like name.
SAME_NAME_M = 1_000
LIKE_NAME_M = 200
LIKENESS = 0.4
READ = 5_000


@dataclass(frozen=True)
class Staged:
    """One row with its values by field, "" or None where empty, and what is public around it."""

    row: int
    lng: float | None
    lat: float | None
    there: str
    values: dict[str, str | None]
    near: list[Any]


class Stage:
    """``fields`` are names of columns of the dataset, our own words. Inside a transaction."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = list(fields)
        self.names = [sql.Identifier(f"f_{name}") for name in fields]
        columns = sql.SQL("").join(sql.SQL(", {} text").format(name) for name in self.names)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(STAGE))
            cursor.execute(
                sql.SQL(
                    "CREATE TEMPORARY TABLE {} (row integer, lng float8, lat float8, there text{}) ON COMMIT DROP"
                ).format(STAGE, columns)
            )
        self.raw = connection.connection
        self.sender = ThreadPoolExecutor(1)
        self.on_the_way: Future[None] | None = None

    @contextlib.contextmanager
    def filling(self) -> Iterator[None]:
        """Inside it rows may be copied; afterwards all of them are there, or none is on its way any more."""
        with self.sender:
            yield
            self.settle()

    def copy(
        self,
        rows: Sequence[int],
        spots: NDArray[np.float64],
        there: Sequence[str],
        columns: Sequence[Sequence[str | None]],
    ) -> None:
        """Some rows, column by column; ``spots`` of (lng, lat), NaN where a row has none. Whoever asks the database
        something before ``filling`` ends settles first."""
        if len(rows):
            block = block_of(rows, spots, there, columns)
            self.settle()
            self.on_the_way = self.sender.submit(self.send, block)

    def send(self, block: str) -> None:
        """Lines as COPY's text form has them. While the server takes them the next rows are read and judged."""
        with self.raw.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(STAGE)) as copy:
            copy.write(block)

    def settle(self) -> None:
        """Waits for the rows on their way, so that the connection is free for a question."""
        sent, self.on_the_way = self.on_the_way, None
        if sent is not None:
            with connection.wrap_database_errors:
                sent.result()
            failpoint("check.copied")

    def twins(self, field: str) -> dict[int, int]:
        """Row → the first row with the same text in that field."""
        name = sql.Identifier(f"f_{field}")
        return self._first(sql.SQL("{0}").format(name), sql.SQL("{0} <> ''").format(name))

    def neighbours(self) -> dict[int, int]:
        """Row → the first row of the same name at the same place."""
        name = sql.Identifier("f_name")
        by = sql.SQL("{0}, round(lng::numeric, {1}), round(lat::numeric, {1})").format(
            name, sql.Literal(TWIN_DECIMALS)
        )
        return self._first(by, sql.SQL("{0} <> '' AND lng IS NOT NULL").format(name))

    def _first(self, by: sql.Composed, where: sql.Composed) -> dict[int, int]:
        statement = sql.SQL(
            "SELECT row, first FROM (SELECT row, min(row) OVER (PARTITION BY {by}) AS first FROM {stage}"
            " WHERE {where}) AS every WHERE row <> first"
        ).format(by=by, stage=STAGE, where=where)
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return dict(cursor.fetchall())

    def rows(self) -> Iterator[list[Staged]]:
        """All of it in the order of the rows, with the public places near each, some thousands at a time."""
        statement = sql.SQL(
            """
            SELECT s.row, s.lng, s.lat, s.there, {near}{fields} FROM {stage} AS s ORDER BY s.row
            """
        ).format(
            stage=STAGE,
            near=self._near(),
            fields=sql.SQL("").join(sql.SQL(", s.{}").format(name) for name in self.names),
        )
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("ANALYZE {}").format(STAGE))
            cursor.execute(sql.SQL("DECLARE import_rows NO SCROLL CURSOR FOR {}").format(statement))
        while found := self._fetch():
            yield [
                Staged(row, lng, lat, there or "", dict(zip(self.fields, values, strict=True)), near or [])
                for row, lng, lat, there, near, *values in found
            ]
        with connection.cursor() as cursor:
            cursor.execute("CLOSE import_rows")

    def _fetch(self) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"FETCH {READ} FROM import_rows")
            return list(cursor.fetchall())

    def _near(self) -> sql.Composable:
        """[[public id, name, code of the unit, metres, whether the name is the same], …], the likeliest first."""
        if not {"name", "category"} <= set(self.fields):
            return sql.SQL("NULL::json")
        return sql.SQL(
            """
            (SELECT json_agg(json_build_array(n.public_id, n.name, n.code, n.metres, n.same)) FROM (
                SELECT p.public_id, p.name, g.code, p.name = s.f_name AS same,
                    round(ST_Distance(p.public_location::geography, here)) AS metres
                FROM places_place AS p JOIN regions_region AS g ON g.id = p.region_id,
                    (SELECT ST_SetSRID(ST_MakePoint(s.lng, s.lat), 4490)::geography AS here OFFSET 0) AS point
                WHERE p.withdrawn_at IS NULL AND ST_DWithin(p.public_location::geography, here, {same_m})
                    AND (p.name = s.f_name OR (p.category_id = s.f_category
                        AND similarity(p.name, s.f_name) >= {likeness}
                        AND ST_DWithin(p.public_location::geography, here, {like_m})))
                ORDER BY same DESC, metres LIMIT 3) AS n)
            """
        ).format(
            same_m=sql.Literal(SAME_NAME_M), like_m=sql.Literal(LIKE_NAME_M), likeness=sql.Literal(LIKENESS)
        )


def block_of(
    rows: Sequence[int],
    spots: NDArray[np.float64],
    there: Sequence[str],
    columns: Sequence[Sequence[str | None]],
) -> str:
    """The lines of some rows. Whole columns are written at once: a call for each cell would cost more than the COPY."""
    texts = [
        _numbers(list(rows)),
        *(_numbers(np.ascontiguousarray(side)) for side in spots.T),
        *(_escaped(column) for column in (there, *columns)),
    ]
    return "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"


def _numbers(values: list[int] | NDArray[np.float64]) -> list[str]:
    """The shortest digits that read back as the same number; NaN is NULL, which JSON has for it, too."""
    written = orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return written[1:-1].replace("null", r"\N").split(",")


def _escaped(column: Sequence[str | None]) -> Sequence[str]:
    """For COPY's text form, in which these four have a meaning."""
    texts: Sequence[str] = column if None not in column else [value or "" for value in column]  # type: ignore[assignment]
    together = "".join(texts)
    if not any(sign in together for sign in "\\\n\t\r"):
        return texts
    table = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})
    return [text.translate(table) for text in texts]
