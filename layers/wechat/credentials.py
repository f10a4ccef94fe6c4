"""access_token and jsapi_ticket, one for all processes: whoever finds it lapsed fetches it while the others wait.

Two systems of one account that each fetch the token invalidate each other's. So it is the stable token that is asked for,
which stays the same while it holds; where the city runs a token centre (中控服务器), it comes from there and nowhere else.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from layers import outbound
from layers.staff.sealed import seal, unseal
from layers.wechat.asking import NotUnderstood, Refused, ask, read
from layers.wechat.models import Credential

Kind = Credential.Kind
# WeChat gives the next one five minutes before the end, and both hold meanwhile.
EARLY = dt.timedelta(minutes=5)
# Refused for what the token is, not for what was asked.
STALE = {40001, 40014, 42001}
# Under which name the answer gives it.
FIELDS = {Kind.ACCESS_TOKEN: "access_token", Kind.JSAPI_TICKET: "ticket"}
Told = dict[str, Any]


def call(path: str, body: Told | None = None, **query: str) -> Told:
    """``ask`` with the token; once more with another when that one is refused. Raises what ``ask`` raises."""
    token = access_token()
    try:
        return ask(path, body, access_token=token, **query)
    except Refused as refused:
        if refused.code not in STALE:
            raise
    return ask(path, body, access_token=access_token(refused=token), **query)


def access_token(refused: str = "") -> str:
    """The one that is kept, else a new one; never the one that was ``refused`` just now, which somebody else may have
    replaced already."""
    return _kept_or_new(Kind.ACCESS_TOKEN, _fetch_token, refused)


def jsapi_ticket() -> str:
    return _kept_or_new(Kind.JSAPI_TICKET, lambda: call("/cgi-bin/ticket/getticket", type="jsapi"))


def _kept_or_new(kind: Kind, fetch: Callable[[], Told], refused: str = "") -> str:
    if (kept := _kept(kind)) and kept != refused:
        return kept
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"wechat {kind}"])
        if (kept := _kept(kind)) and kept != refused:
            return kept
        told = fetch()
        try:
            value, seconds = str(told[FIELDS[kind]]), int(told["expires_in"])
        except (KeyError, ValueError, TypeError):
            raise NotUnderstood("微信服务器没有给凭证") from None
        Credential.objects.update_or_create(
            kind=kind,
            defaults={
                "sealed": seal(value.encode(), f"wechat {kind}"),
                "expires_at": timezone.now() + dt.timedelta(seconds=seconds),
            },
        )
    return value


def _kept(kind: Kind) -> str:
    row = Credential.objects.filter(kind=kind, expires_at__gt=timezone.now() + EARLY).first()
    opened = unseal(bytes(row.sealed), f"wechat {kind}") if row else None
    return opened.decode() if opened else ""


def _fetch_token() -> Told:
    if settings.WECHAT_TOKEN_CENTRE:
        key = {"Authorization": f"Bearer {settings.WECHAT_TOKEN_CENTRE_KEY}"}
        return read(outbound.send("GET", settings.WECHAT_TOKEN_CENTRE, headers=key))
    given = {"appid": settings.WECHAT_APP_ID, "secret": settings.WECHAT_SECRET}
    return ask("/cgi-bin/stable_token", {"grant_type": "client_credential", **given})
