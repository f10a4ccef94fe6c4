"""Who is logged in where: at most so many at once of one person; one more ends the oldest."""

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from layers.staff.models import OpenSession, User


@transaction.atomic
def opened(user: User, session_key: str) -> int:
    """Notes a session that has just begun; the number of older ones that it ended."""
    # Two logins at one moment count each other.
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    OpenSession.objects.update_or_create(session_key=session_key, defaults={"user": user})
    mine = OpenSession.objects.filter(user=user)
    running = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    mine.exclude(session_key__in=running).exclude(session_key=session_key).delete()
    newest_first = mine.order_by("-began_at", "-pk").values_list("session_key", flat=True)
    oldest = list(newest_first[settings.SESSIONS_A_PERSON :])
    Session.objects.filter(session_key__in=oldest).delete()
    mine.filter(session_key__in=oldest).delete()
    return len(oldest)


def renamed(old: str | None, new: str | None) -> None:
    """A session that goes on under a new key, after its password was changed."""
    OpenSession.objects.filter(session_key=old).update(session_key=new)
