"""A request does not wait for a database that says nothing."""

import time

import psycopg
import pytest

from layers.patience import Patient
from tests.harness.databases import EMPTY, Database


def test_what_has_waited_in_vain_is_closed_and_says_that_it_is_of_the_moment() -> None:
    with Database(EMPTY).connect("public") as connection:
        connection.__class__ = Patient
        connection.statement_s = 0.3
        assert connection.execute("SELECT 1").fetchone() == (1,)
        began = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="said nothing"):
            connection.execute("SELECT pg_sleep(1.9)")
        assert time.monotonic() - began < 1.5 and connection.closed


def test_suspicion_ends_with_its_cause_and_what_was_written_is_kept(monkeypatch) -> None:
    monkeypatch.setattr(Patient, "is_suspect", True)
    with Database(EMPTY).connect("default") as connection:
        connection.__class__ = Patient
        connection.autocommit = False
        connection.execute("CREATE TEMPORARY TABLE kept AS SELECT 1")
        connection.commit()
        assert not Patient.is_suspect and connection.execute("SELECT * FROM kept").fetchone() == (1,)
