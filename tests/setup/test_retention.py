"""How long a backup stays."""

import datetime as dt

import pytest
from django.conf import settings

from deploy.backup.retention import LONGEST_DAYS, Keep, first_with_log, kept
from deploy.stack.errors import SetUpError


def test_seven_days_and_four_weeks_stay_and_the_log_of_the_days() -> None:
    now = dt.datetime(2026, 11, 27, 3, tzinfo=dt.UTC)
    made = [now - n * dt.timedelta(hours=12) for n in range(120)]
    stay = sorted(kept(made, Keep(), now))
    assert [f"{one:%d %H}" for one in stay] == [
        "08 15", "15 15", "21 15", "22 15", "23 15", "24 15", "25 15", "26 15", "27 03",
    ]  # fmt: skip
    assert f"{first_with_log(stay, Keep(), now):%d %H}" == "21 15"


def test_no_backup_outlives_an_erased_key() -> None:
    assert LONGEST_DAYS == settings.PERSONAL_KEY_BACKUP_DAYS
    now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    made = [now - n * dt.timedelta(days=1) for n in range(90)]
    assert now - min(kept(made, Keep(30, 4), now)) <= dt.timedelta(days=30)
    for days, weeks in ((31, 0), (7, 5), (0, 4)):
        with pytest.raises(SetUpError, match="personal data"):
            Keep(days, weeks)
