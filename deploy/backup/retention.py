"""Which base backups stay: the last of each of the last days and of each of the last weeks, and nothing beyond 30 days.

A base backup holds the wrapped keys of personal data, and an erased key must be gone from every backup within
PERSONAL_KEY_BACKUP_DAYS (layers/personal). So there are no monthly ones; docs/backup.md has the dump without keys for them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.stack.errors import SetUpError

# As settings.PERSONAL_KEY_BACKUP_DAYS; a test holds the two together.
LONGEST_DAYS = 30


@dataclass(frozen=True)
class Keep:
    days: int = 7
    weeks: int = 4

    def __post_init__(self) -> None:
        if not (1 <= self.days <= LONGEST_DAYS and 0 <= self.weeks * 7 <= LONGEST_DAYS):
            raise SetUpError(
                f"{self.days} days and {self.weeks} weeks are not between 1 and {LONGEST_DAYS} days.",
                "An erased key of personal data must be gone from every backup by then.",
            )


def kept(made: Sequence[dt.datetime], keep: Keep, now: dt.datetime) -> set[dt.datetime]:
    """Those of `made` that stay; the newest always does, however old."""
    young = sorted(one for one in made if now - one <= dt.timedelta(days=LONGEST_DAYS))
    newest = set(sorted(made)[-1:])
    return (
        newest
        | _daily(young, keep)
        | _last_of_each({one: one.isocalendar()[:2] for one in young}, keep.weeks)
    )


def first_with_log(made: Sequence[dt.datetime], keep: Keep, now: dt.datetime) -> dt.datetime:
    """The oldest from which the log is kept. Older, weekly ones hold what they need and give back their own moment."""
    return min(_daily(sorted(made), keep) or made)


def _daily(made: Sequence[dt.datetime], keep: Keep) -> set[dt.datetime]:
    return _last_of_each({one: one.date() for one in made}, keep.days)


def _last_of_each(periods: dict[dt.datetime, object], many: int) -> set[dt.datetime]:
    last = {period: one for one, period in sorted(periods.items())}
    return set(sorted(last.values())[len(last) - min(many, len(last)) :])
