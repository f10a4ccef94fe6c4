"""What the service is doing: jobs that failed, slow pages, connections that wait. No argument, no statement, no person."""

import datetime as dt
from dataclasses import dataclass

from django.db import connections

from portal.operating.measure import registry

# What is promised of the 99th of a hundred; a bucket of REQUESTS ends there.
SLOW_S = "0.8"
FAILED = """
SELECT job.task_name, job.queue_name, job.attempts, max(event.at)
FROM procrastinate_jobs AS job JOIN procrastinate_events AS event ON event.job_id = job.id
WHERE job.status = 'failed' GROUP BY job.id ORDER BY 4 DESC LIMIT %s
"""
# The state of another login's connection is not for us to see; that it is there is.
CONNECTIONS = """
SELECT usename, count(*), count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE wait_event_type = 'Lock'),
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE pid <> pg_backend_pid()), 0)
FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Failed:
    task: str
    queue: str
    attempts: int
    at: dt.datetime


@dataclass(frozen=True)
class Page:
    """By pattern of the address, since the web server started; ``mean_s`` in seconds."""

    route: str
    asked: int
    slow: int
    mean_s: float

    @property
    def share(self) -> float:
        """Of the slow ones, per cent."""
        return 100 * self.slow / self.asked


@dataclass(frozen=True)
class Login:
    """Connections of one login; ``longest_s``: its oldest open transaction, in seconds."""

    name: str
    open: int
    active: int
    waiting: int
    longest_s: float


def failed_jobs(most: int = 50) -> list[Failed]:
    """The newest first. Raises django.db.Error when the database does not answer."""
    with connections["default"].cursor() as cursor:
        cursor.execute(FAILED, [most])
        return [Failed(*row) for row in cursor.fetchall()]


def logins() -> list[Login]:
    """Raises django.db.Error when the database does not answer."""
    with connections["default"].cursor() as cursor:
        cursor.execute(CONNECTIONS)
        return [
            Login(name, total, active, waiting, float(longest))
            for name, total, active, waiting, longest in cursor.fetchall()
        ]


def slow_pages(most: int = 20) -> list[Page]:
    """Those with the most slow answers first, of every web process on this machine."""
    asked: dict[str, float] = {}
    quick: dict[str, float] = {}
    seconds: dict[str, float] = {}
    for metric in registry(None).collect():
        for sample in metric.samples:
            route = sample.labels.get("route", "")
            if sample.name == "cuntu_request_seconds_count":
                asked[route] = asked.get(route, 0) + sample.value
            elif sample.name == "cuntu_request_seconds_sum":
                seconds[route] = seconds.get(route, 0) + sample.value
            elif sample.name == "cuntu_request_seconds_bucket" and sample.labels["le"] == SLOW_S:
                quick[route] = quick.get(route, 0) + sample.value
    pages = [
        Page(route, int(number), int(number - quick.get(route, 0)), seconds[route] / number)
        for route, number in asked.items()
        if number > quick.get(route, 0)
    ]
    return sorted(pages, key=lambda page: -page.slow)[:most]
