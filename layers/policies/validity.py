"""有效、失效、废止、修订: the states of a policy, what may follow upon what, and what it is today.

Source: 行政规范性文件管理: a file ends by its own date without anybody's act, or by an act that names day and reason.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import models


class Validity(models.TextChoices):
    IN_FORCE = "in_force", "有效"
    LAPSED = "lapsed", "失效"
    REPEALED = "repealed", "废止"
    REVISED = "revised", "修订"


# What an act may make of it. Back to 有效 leads the undoing of the act alone.
TRANSITIONS: dict[Validity, tuple[Validity, ...]] = {
    Validity.IN_FORCE: (Validity.LAPSED, Validity.REPEALED, Validity.REVISED),
    Validity.LAPSED: (Validity.REPEALED,),
    Validity.REVISED: (Validity.REPEALED,),
    Validity.REPEALED: (),
}


@dataclass(frozen=True)
class Standing:
    """What a policy is on a day. ``holds``: one may rely on it. ``since``: the day from which it is so, where one is known."""

    word: str
    holds: bool
    since: dt.date | None = None


def standing_of(
    validity: Validity,
    ended_on: dt.date | None,
    effective_on: dt.date | None,
    expires_on: dt.date | None,
    today: dt.date,
) -> Standing:
    """An act counts from its day on; the day named as 有效期至 still counts."""
    if validity != Validity.IN_FORCE and ended_on is not None and ended_on <= today:
        return Standing({"revised": "已被修订"}.get(validity.value, f"已{validity.label}"), False, ended_on)
    if expires_on is not None and expires_on < today:
        return Standing("已失效", False, expires_on + dt.timedelta(days=1))
    if effective_on is not None and effective_on > today:
        return Standing("尚未施行", False, effective_on)
    return Standing("有效", True, effective_on)
