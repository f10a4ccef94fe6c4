"""How long a request waits for a database that says nothing.

The time limits of the logins are kept by the server, and one that hangs keeps none: its machine's kernel still takes what is
sent, so no network limit ends the wait either. And the wait of a commit for its standby has no limit at all. A job may wait,
a request may not: portal/wsgi.py sets these limits, nothing else does.
"""

import time
from typing import Any, ClassVar

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.pq import TransactionStatus

# Behind the limit of the login itself (deploy/database.sql), so that a server that works is the one who says no.
STATEMENT_S = {"public": 3.0, "default": 20.0}
COMMIT_S = 4.0
# Nobody is asked for it but who has written: whether others of this login have been waiting for the standby.
STUCK = f"""
SELECT pg_current_xact_id_if_assigned() IS NOT NULL, EXISTS (
    SELECT FROM pg_stat_activity
    WHERE usename = current_user AND wait_event = 'SyncRep' AND clock_timestamp() - state_change > '{COMMIT_S - 1} s'
)
"""  # noqa: S608


class Patient(psycopg.Connection[Any]):
    """Closed when it has waited in vain: what the server still does for it, it does for nobody.

    A commit that was given up is NOT cancelled. Cancelled, it would be there on the primary alone, and the same form handed
    in again would find it and be told that it is kept. So it goes on waiting, and holds what it wrote, until the standby has
    it or the operator goes on without. Meanwhile no other is begun, or they would take all connections.
    """

    statement_s: float | None = None
    is_suspect: ClassVar[bool] = False

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, self.statement_s if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as problem:
            self.close()
            raise psycopg.OperationalError("the database said nothing") from problem

    def commit(self) -> None:
        if Patient.is_suspect and self.info.transaction_status == TransactionStatus.INTRANS:
            has_written, Patient.is_suspect = self.execute(STUCK).fetchall()[0]
            if has_written and Patient.is_suspect:
                self.rollback()
                raise psycopg.OperationalError("the standby says nothing")
        began = time.monotonic()
        try:
            with self.lock:
                self.wait(self._commit_gen(), timeout=COMMIT_S)
        except psycopg.OperationalError:
            Patient.is_suspect = Patient.is_suspect or time.monotonic() - began >= COMMIT_S
            raise


def be_patient(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.alias in STATEMENT_S:
        connection.connection.__class__ = Patient
        connection.connection.statement_s = STATEMENT_S[connection.alias]


def set_limits() -> None:
    connection_created.connect(be_patient, dispatch_uid="patience")
