"""A clock that stands still until a test moves it, forward or back: what Django and the project ask with timezone.now()."""

import datetime as dt

from django.utils import timezone


class Clock:
    def __init__(self, monkeypatch):
        self.moved = dt.timedelta()
        self.start = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.start + self.moved)

    def move(self, **by):
        """clock.move(minutes=31), clock.move(days=-400)."""
        self.moved += dt.timedelta(**by)

    def set(self, moment):
        """clock.set("2024-02-05 09:00"), by the city's own clock."""
        self.moved = timezone.make_aware(dt.datetime.fromisoformat(moment)) - self.start
