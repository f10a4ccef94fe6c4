"""A clock that stands still until a test moves it, forward or back: what Django and the project ask with timezone.now()."""

import datetime as dt

from django.utils import timezone


class Clock:
    def __init__(self, monkeypatch):
        self.moved = dt.timedelta()
        start = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: start + self.moved)

    def move(self, **by):
        """clock.move(minutes=31), clock.move(days=-400)."""
        self.moved += dt.timedelta(**by)
