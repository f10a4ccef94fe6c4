"""What a password must be, and how it is changed."""

import datetime as dt
import secrets
import string
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.staff.models import FormerPassword, User

CLASSES = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
RANDOM_LETTERS = string.ascii_letters + string.digits + "-+=%"
RANDOM_LENGTH = 14


class SeveralClasses:
    """Three of: small letters, capitals, digits, signs."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(any(map(is_of, password)) for is_of in CLASSES) < settings.PASSWORD_CLASSES:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return f"密码要含小写字母、大写字母、数字、符号中的至少 {settings.PASSWORD_CLASSES} 种"


class NotUsedBefore:
    """Neither the present password nor one of those before it."""

    def validate(self, password: str, user: Any = None) -> None:
        if getattr(user, "pk", None) and any(check_password(password, old) for old in _last_ones(user)):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return f"不能用最近 {settings.PASSWORD_HISTORY} 次用过的密码"


def is_due(user: User) -> bool:
    """Whether the password must be changed before anything else: it was given by somebody, or is too old."""
    age = timezone.now() - (user.password_changed_at or user.date_joined)
    return user.must_change_password or age > dt.timedelta(days=settings.PASSWORD_DAYS)


@transaction.atomic
def change(user: User, password: str, *, must_change: bool = False) -> None:
    """Give ``user`` that password; every session but the one that is told of it ends.

    Raises BadInput("new_password") with all reasons at once. ``must_change``: it is somebody else's choice.
    """
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise BadInput("new_password", "；".join(problem.messages)) from None
    FormerPassword.objects.create(user=user, password=user.password)
    kept = user.former_passwords.order_by("-id").values("id")[: settings.PASSWORD_HISTORY - 1]
    user.former_passwords.exclude(id__in=list(kept.values_list("id", flat=True))).delete()
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])


def random_password() -> str:
    """One that the rules let through."""
    while True:
        password = "".join(secrets.choice(RANDOM_LETTERS) for _ in range(RANDOM_LENGTH))
        if all(any(map(is_of, password)) for is_of in CLASSES[:3]):
            return password


def _last_ones(user: User) -> list[str]:
    former = user.former_passwords.order_by("-id").values_list("password", flat=True)
    return [user.password, *former[: settings.PASSWORD_HISTORY - 1]]
