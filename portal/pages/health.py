"""/healthz: for the supervisor and the operator, not for people."""

from django.db import Error, connections, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 {"status": "ok"}, or 503 while the database does not answer within a second."""
    try:
        ask_database()
    except Error:
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def ask_database() -> None:
    """One row from the default login. The limit is set in the transaction: no startup option, a pooler may sit between."""
    with transaction.atomic("default"), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
        cursor.execute("SELECT 1")
        cursor.fetchone()
