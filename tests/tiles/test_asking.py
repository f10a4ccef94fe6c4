"""Statements of tiles: one text for all tiles of a level, planned once a connection; errors and bytes as Django tells them."""

import pytest
from django.db import ProgrammingError, connection

from geo.tile import Tile
from layers.catalog import LAYERS
from tests.tiles.asking import CLINIC
from tiles.address import Address
from tiles.asking import one_row
from tiles.fragment import Fragment, sql
from tiles.mvt import make


def planned():
    """Prepared statements that draw places, with how often each was carried out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"
            " WHERE statement LIKE '%%FROM \"places_place\"%%' AND statement NOT LIKE '%%tiles_cellcount%%'"
        )
        return dict(cursor.fetchall())


def test_tiles_of_a_level_are_one_statement_that_is_planned_once(here):
    before, middle = planned(), Tile.at(*CLINIC, 14)
    for step in range(20):
        make(Address((LAYERS["places"],), Tile(14, middle.x + step, middle.y - step)))
    after = planned()
    (statement,) = after
    assert after[statement] - before.get(statement, 0) >= 15
    assert str(middle.x) not in statement


def test_bytes_and_texts_come_back_as_they_were_given(db):
    content = bytes(range(256))
    assert one_row(sql("{content}::bytea", content=content), sql("ARRAY[{text}]", text="东村 %s '")) == (
        content,
        ["东村 %s '"],
    )


def test_an_error_is_one_of_django(db):
    with pytest.raises(ProgrammingError):
        one_row(Fragment("no_such_function()"))
