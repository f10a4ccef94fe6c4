"""A session of the desk: half an hour idle, eight hours in all, a new key at every step up."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone

from layers.audit.address import client_address
from layers.staff import open_sessions
from layers.staff.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
# The row of a session is not written at every request.
SEEN_EVERY_S = 60
# Between the password and the code.
PENDING_S = 5 * 60
ENDED = "同一账号最多同时登录 {most} 处：最早的 {ended} 处已退出。不是您本人登录的，请马上改密码并告诉安全管理员。"


def now_s() -> int:
    return int(timezone.now().timestamp())


def begin(request: HttpRequest, user: User, *, second_factor: bool) -> None:
    """Log in: rotates the key, remembers when and from where the person came the time before."""
    previous = {"at": user.last_login.isoformat() if user.last_login else "", "from": user.last_login_address}
    login(request, user, backend=BACKEND)
    request.session.pop("pending", None)
    request.session.update(
        {"began": now_s(), "seen": now_s(), "second_factor": second_factor, "previous": previous}
    )
    assert request.session.session_key is not None
    if ended := open_sessions.opened(user, request.session.session_key):
        messages.warning(request, ENDED.format(most=settings.SESSIONS_A_PERSON, ended=ended))
    user.last_login_address = client_address(request) or None
    user.save(update_fields=["last_login_address"])


def begin_pending(request: HttpRequest, user: User, after: str) -> None:
    """The password was right, the code is still to come: nobody is logged in yet."""
    request.session.cycle_key()
    request.session["pending"] = {
        "user": user.pk,
        "proof": user.get_session_auth_hash(),
        "at": now_s(),
        "next": after,
    }


def pending(request: HttpRequest) -> tuple[User, str] | None:
    """Who gave the right password a moment ago, and where they were going."""
    waiting: dict[str, Any] | None = request.session.get("pending")
    if waiting is None or not 0 <= now_s() - waiting["at"] <= PENDING_S:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != waiting["proof"]:
        return None
    return user, waiting["next"]


def has_ended(request: HttpRequest) -> bool:
    """Ends the session when its time is over, and then says so. A clock that was set back ends it too: nobody knows
    how long it has lasted."""
    session, now = request.session, now_s()
    began, seen = session.setdefault("began", now), session.setdefault("seen", now)
    total_s, idle_s = settings.SESSION_HOURS * 3600, settings.SESSION_COOKIE_AGE
    if not (0 <= now - began <= total_s and 0 <= now - seen <= idle_s):
        logout(request)
        return True
    if now - seen >= SEEN_EVERY_S:
        session["seen"] = now
    return False


def previous_login(request: HttpRequest) -> dict[str, Any]:
    """{"at": datetime | None, "from": address}: shown after the login, so that a stranger's visit is noticed."""
    found = request.session.get("previous") or {"at": "", "from": None}
    return {"at": dt.datetime.fromisoformat(found["at"]) if found["at"] else None, "from": found["from"]}
