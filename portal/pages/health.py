"""/healthz and /readyz: for the supervisor, the balancer and the operator, not for people."""

from django.db import Error, InterfaceError, OperationalError, ProgrammingError, connections, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from layers.documents.storage import is_away
from portal.operating.state import look, words

# With these the pages are wrong or the next write fails. A late queue, a failing backup or a bucket that is away for all
# nodes calls for a person, and every public page is right meanwhile: to take the site away for it would help nobody.
UNREADY = {("migrations", "missing"), ("disk", "full")}


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok"}, or 503 while the database does not answer within a second."""
    try:
        ask_database()
    except Error:
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 "ok" or "degraded", 503 "unready": one word for database, migrations, disk, queue, store of files and, where
    it is on, backup."""
    try:
        found = dict(words(look())) | {"store": "away" if is_away() else "ok"}
    except (OperationalError, InterfaceError):
        return JsonResponse({"status": "unready", "database": "away"}, status=503)
    except ProgrammingError:  # a table of the jobs or of the migrations is not there
        return JsonResponse({"status": "unready", "database": "ok", "migrations": "missing"}, status=503)
    if UNREADY & found.items():
        return JsonResponse({"status": "unready", **found}, status=503)
    is_well = set(found.values()) == {"ok"}
    return JsonResponse({"status": "ok" if is_well else "degraded", **found})


def ask_database() -> None:
    """One row from the default login. The limit is set in the transaction: no startup option, a pooler may sit between."""
    with transaction.atomic("default"), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
        cursor.execute("SELECT 1")
        cursor.fetchone()
