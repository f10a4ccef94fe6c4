"""Log-ins, refused ones and log-outs in the audit trail, wherever they happen: Django tells of each."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from layers.audit.acting import acting
from layers.audit.address import client_address
from layers.audit.record import record
from layers.staff.models import User


@receiver(user_logged_in)
def logged_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    _tell("login", request, user)


@receiver(user_logged_out)
def logged_out(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _tell("logout", request, user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Names the account if there is one: what is typed into the field of the name may be a password."""
    aimed_at = User.objects.filter(username=str(credentials.get("username", ""))[:150]).first()
    detail = {"locked": True} if credentials.get("locked") else {}
    _tell("login", request, None, aimed_at=aimed_at, refused=True, detail=detail)


def _tell(
    action: str, request: HttpRequest | None, user: User | None, aimed_at: User | None = None, **given: Any
) -> None:
    address = client_address(request) if request is not None else ""
    with acting(user, address=address, request_id=getattr(request, "request_id", "")):
        record(action, noun=User, keys=[person.pk for person in [user or aimed_at] if person], **given)
