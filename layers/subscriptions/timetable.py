"""When somebody may be woken: quiet hours, the hour of the digest, and so many messages a day at most.

Who is called at night about a notice that hangs for thirty days does not subscribe again.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from geo.errors import BadInput

CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"


@dataclass(frozen=True)
class Timetable:
    """Of the city's own clock. ``begins`` equal to ``ends`` is no quiet time; ``most`` 0 is no limit."""

    begins: dt.time
    ends: dt.time
    digest_at: dt.time
    most: int

    def is_quiet(self, moment: dt.datetime) -> bool:
        clock = timezone.localtime(moment).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def not_before(self, moment: dt.datetime) -> dt.datetime:
        """That moment, or the end of the quiet time that it lies in."""
        return _next(self.ends, moment) if self.is_quiet(moment) else moment

    def digest_after(self, moment: dt.datetime) -> dt.datetime:
        return _next(self.digest_at, moment)


def timetable() -> Timetable:
    """Raises BadInput for settings that name no such hours."""
    quiet = re.fullmatch(f"{CLOCK}-{CLOCK}", settings.SUBSCRIPTION_QUIET)
    digest = re.fullmatch(CLOCK, settings.SUBSCRIPTION_DIGEST_AT)
    if settings.SUBSCRIPTION_QUIET and quiet is None:
        raise BadInput("CUNTU_SUBSCRIPTION_QUIET", "免打扰时间应写成 21:00-08:00，不设免打扰就留空")
    if digest is None:
        raise BadInput("CUNTU_SUBSCRIPTION_DIGEST_AT", "合并发的时间应写成 09:00")
    begins, ends = (
        (dt.time(int(quiet[1]), int(quiet[2])), dt.time(int(quiet[3]), int(quiet[4])))
        if quiet
        else (dt.time(), dt.time())
    )
    found = Timetable(
        begins, ends, dt.time(int(digest[1]), int(digest[2])), settings.SUBSCRIPTION_MESSAGES_A_DAY
    )
    if found.is_quiet(_next(found.digest_at, timezone.now())):
        raise BadInput("CUNTU_SUBSCRIPTION_DIGEST_AT", "合并发的时间落在免打扰时间里")
    return found


def midnight(moment: dt.datetime) -> dt.datetime:
    """The beginning of its day by the city's clock."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _next(clock: dt.time, moment: dt.datetime) -> dt.datetime:
    """The first time after that moment at which the clock says so."""
    here = timezone.localtime(moment)
    found = here.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return found if found > here else found + dt.timedelta(days=1)
