"""Who acts: told to the database for the length of one transaction, where triggers and row level security read it.

A request, a job and a streamed export each wrap what they write, and what they read of personal tables, in it.
Whoever forgets it writes entries in the name of the database login, and sees no row of a personal table.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

from django.db import connection, transaction
from django.http import HttpRequest

from layers.audit.address import client_address

# The value of cuntu.actor for somebody without an account: told apart from nobody having said who acts.
NOBODY = "0"
NAMES = ("actor", "actor_name", "address", "request", "purpose", "scope")


class RegionPaths(Protocol):
    """What layers.staff.scope.Scope offers; this app knows people by key and name only."""

    @property
    def region_paths(self) -> tuple[str, ...]: ...


class ActingAsAnother(RuntimeError):
    """One transaction is one person's; a mistake of the code, never of a user."""


@contextlib.contextmanager
def acting(
    user: Any, *, scope: RegionPaths | None = None, address: str = "", request_id: str = "", purpose: str = ""
) -> Iterator[None]:
    """One transaction in the name of ``user``; None or an anonymous user is somebody without an account.

    ``scope`` opens personal tables for its regions, and names the region of the entries; without it they stay shut.
    Inside another ``acting`` of the same user it is a savepoint, and the outer one's words hold. Raises
    ActingAsAnother inside one of another user.
    """
    actor = str(getattr(user, "pk", None) or NOBODY)
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _setting("actor") if nested else ""
        if before not in ("", actor):
            raise ActingAsAnother(f"user {actor} inside a transaction of user {before}")
        if before:
            yield
            return
        name = str(user)[:60] if actor != NOBODY else "匿名"
        paths = ",".join(scope.region_paths) if scope else ""
        _set(dict(zip(NAMES, (actor, name, address, request_id, purpose, paths), strict=True)))
        yield
        # A wider transaction goes on, and what it does next is not this user's; a rollback forgets it by itself.
        if nested and not connection.needs_rollback:
            _set(dict.fromkeys(NAMES, ""))


def acting_in(
    request: HttpRequest, *, scope: RegionPaths | None = None, purpose: str = ""
) -> contextlib.AbstractContextManager[None]:
    """``acting`` for who asks, with the address and the id of the request."""
    return acting(
        getattr(request, "user", None),
        scope=scope,
        address=client_address(request),
        request_id=getattr(request, "request_id", ""),
        purpose=purpose,
    )


@contextlib.contextmanager
def within_change_set(change_set: int) -> Iterator[None]:
    """Entries of these writes point to that change set. To be entered inside of ``acting``."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "within_change_set wants a transaction: enter acting() first"
        )
    before = _setting("change_set")
    with transaction.atomic():
        _set({"change_set": str(change_set)})
        yield
        _set({"change_set": before})


def is_acting() -> bool:
    """Whether this transaction is somebody's."""
    return connection.in_atomic_block and _setting("actor") != ""


def actor() -> str:
    """The key of who acts in this transaction as text; "" for nobody said, "0" for somebody without an account."""
    return _setting("actor") if connection.in_atomic_block else ""


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [f"cuntu.{name}"])
        return str(cursor.fetchone()[0])


def _set(values: dict[str, str]) -> None:
    """Until the end of the transaction: a pooler in transaction mode hands nothing on to the next client."""
    calls = ", ".join(["set_config(%s, %s, true)"] * len(values))
    # PostgreSQL stores no NUL; a name from outside must not fail the write that it is to be written beside.
    pairs = [part for name, text in values.items() for part in (f"cuntu.{name}", text.replace("\0", ""))]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", pairs)
