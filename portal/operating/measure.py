"""Counts and times requests by the PATTERN of their address: what stands in it, in its query, who asks, is nowhere."""

import os
import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Histogram, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal.operating.state import State

# 0.8 s is what is promised of the 99th of a hundred.
SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8, 2, 10)
NO_PAGE = "-"
METHODS = {"GET", "HEAD", "POST"}
REQUESTS = Histogram(
    "cuntu_request_seconds",
    "Time to answer, by pattern of the address, method and class of the status.",
    ["route", "method", "status"],
    buckets=SECONDS,
)


class Measure:
    """Outermost, so that the time is all of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        found = getattr(request, "resolver_match", None)
        # An invented method would be an invented label.
        method = request.method if request.method in METHODS else "other"
        status = f"{response.status_code // 100}xx"
        REQUESTS.labels(found.route if found else NO_PAGE, method, status).observe(
            time.perf_counter() - began
        )
        return response


class Standing(Collector):
    """The state of the service, as gauges."""

    def __init__(self, state: State) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        state = self.state
        jobs = GaugeMetricFamily("cuntu_jobs", "Jobs by queue and status.", labels=["queue", "status"])
        oldest = GaugeMetricFamily(
            "cuntu_job_wait_seconds", "Age of the oldest job that waits.", labels=["queue"]
        )
        for one in state.jobs:
            jobs.add_metric([one.queue, one.status], one.number)
            if one.status == "todo":
                oldest.add_metric([one.queue], one.oldest_s)
        yield jobs
        yield oldest
        archive = state.archive
        for name, text, value in (
            ("missing_migrations", "Migrations that the database does not have.", state.missing_migrations),
            ("free_bytes", "Room on the disk of the uploads.", state.free_bytes),
            ("database_connections", "Open connections of this database.", state.connections),
            ("archive_on", "1 when the log goes into a backup.", archive.is_on),
            ("archive_failures", "Failed tries to hand a segment over.", archive.failures),
            ("archive_age_seconds", "Since the last segment went; -1 before the first.", archive.since_s),
        ):
            yield GaugeMetricFamily(f"cuntu_{name}", text, value=float(value))


def registry(state: State | None) -> CollectorRegistry:
    """All that is told now: requests of every web process (deploy/gunicorn.py names their folder), and the state."""
    found = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    else:
        found.register(REQUESTS)
    if state is not None:
        found.register(Standing(state))
    return found
