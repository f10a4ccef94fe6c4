"""A crowd: whose turn does not come in time is told so, and nothing was done for him."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.admission import Admission

ask = RequestFactory()


@dataclass
class Site:
    """What is behind the door: it works on each request until the gate is open."""

    gate: threading.Event = field(default_factory=threading.Event)
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    worked_on: list[str] = field(default_factory=list)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.worked_on.append(request.path)
        self.came.release()
        assert self.gate.wait(20)
        return HttpResponse("page")


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.gate.set()


@pytest.fixture
def crowd(site: Site, settings: Any) -> Iterator[Admission]:
    """Two turns, and both are taken."""
    settings.READS_AT_ONCE, settings.READ_WAITS_S = 2, 0
    door = Admission(site)
    with ThreadPoolExecutor() as pool:
        taken = [pool.submit(door, ask.get(f"/v/{n}")) for n in (1, 2)]
        assert all(site.came.acquire(timeout=20) for _ in taken)
        site.worked_on.clear()
        yield door
        site.gate.set()
    assert [one.result().status_code for one in taken] == [200, 200]


def test_whose_turn_does_not_come_is_told_when_to_come_again_and_nothing_is_done(
    crowd: Admission, site: Site
) -> None:
    answer = crowd(ask.get("/v/3"))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert "系统正忙" in answer.content.decode()
    machine = crowd(ask.get("/api/places/"))
    assert (machine.status_code, machine["Content-Type"]) == (503, "application/json")
    assert site.worked_on == []


def test_who_waits_is_answered_when_a_turn_is_free(crowd: Admission, site: Site, settings: Any) -> None:
    settings.READ_WAITS_S = 20
    with ThreadPoolExecutor() as pool:
        third = pool.submit(crowd, ask.get("/v/3"))
        assert not site.came.acquire(timeout=0.1), "it waits"
        site.gate.set()
        assert third.result().content == b"page"
    assert site.worked_on == ["/v/3"]


@pytest.mark.parametrize(
    "request_of_weight",
    [
        ask.post("/report/place/1"),
        ask.get("/staff/"),
        ask.get("/system/login/"),
        ask.get("/healthz"),
        ask.get("/readyz"),
        ask.get("/metrics"),
    ],
    ids=lambda request: request.path,
)
def test_what_is_handed_in_staff_and_watchers_do_not_wait_for_readers(
    crowd: Admission, site: Site, request_of_weight: HttpRequest
) -> None:
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(crowd, request_of_weight)
        assert site.came.acquire(timeout=20), "both turns are taken still"
        site.gate.set()
        assert answer.result().status_code == 200


def test_a_page_that_breaks_gives_its_turn_back(settings: Any) -> None:
    settings.READS_AT_ONCE, settings.READ_WAITS_S = 1, 0

    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    door = Admission(broken)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            door(ask.get("/v/1"))
