"""/metrics and /readyz: numbers for who runs the service, and not a word about who uses it."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from portal.operating import state
from tests.layers.documents.files import bucket_away

pytestmark = pytest.mark.django_db
LNG, LAT, SEARCHED, ID_NUMBER = "118.0271828", "37.3141592", "%E6%9D%8E%E5%9B%9B", "11010519491231002X"


def read(client: Client, **more: str) -> dict[str, float]:
    """name{labels} → value."""
    response = client.get("/metrics", **more)
    assert response.status_code == 200
    return {
        sample.name + str(sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_the_pattern_of_their_address(client: Client) -> None:
    name = "cuntu_request_seconds_count" + str([("method", "GET"), ("route", "about/"), ("status", "2xx")])
    before = read(client).get(name, 0)
    client.get("/about/")
    assert read(client)[name] == before + 1


def test_no_position_no_search_and_no_id_stands_in_them(client: Client) -> None:
    for address in (
        f"/api/here?lng={LNG}&lat={LAT}",
        f"/search?q={SEARCHED}",
        f"/nosuch/{ID_NUMBER}?q={ID_NUMBER}",
        f"/c/{ID_NUMBER[:9]}",
        "/v/990000000000",
    ):
        client.get(address)
    client.generic("LNG" + "0271828", "/about/")
    text = client.get("/metrics").content.decode()
    assert 'route="api/here"' in text and 'route="v/<str:code>"' in text and 'route="-"' in text
    assert not re.search(f"{LNG[4:]}|{LAT[3:]}|{SEARCHED}|{ID_NUMBER[:9]}|990000000000|[?]q=", text)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer the-token"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer another"}, 404),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": "Bearer 村"}, 404),
    ],
)
def test_only_this_machine_and_who_has_the_token_read_them(
    client: Client, settings, more: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = "the-token"
    assert client.get("/metrics", **more).status_code == status
    settings.METRICS_TOKEN = ""
    if "HTTP_AUTHORIZATION" in more:
        assert client.get("/metrics", **more).status_code == 404, "no token is no password"


def defer(queue: str, minutes: int, status: str = "todo") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES (%s, 'nothing', %s) RETURNING id",
            [queue, status],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(mins => %s) WHERE job_id = %s",
            [minutes, cursor.fetchone()[0]],
        )


def test_what_waits_in_the_queue_is_told_with_its_age(client: Client) -> None:
    defer("documents", 2)
    defer("documents", 1)
    defer("importers", 90, status="failed")
    told = read(client)
    assert told["cuntu_jobs" + str([("queue", "documents"), ("status", "todo")])] == 2
    assert told["cuntu_jobs" + str([("queue", "importers"), ("status", "failed")])] == 1
    assert 119 <= told["cuntu_job_wait_seconds" + str([("queue", "documents")])] <= 130
    assert told["cuntu_missing_migrations[]"] == 0
    assert told["cuntu_free_bytes[]"] > 0


def ready(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/readyz")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, json.loads(response.content)


def test_a_ready_service_says_so(client: Client) -> None:
    assert ready(client) == (
        200,
        {"status": "ok", "database": "ok", "migrations": "ok", "disk": "ok", "queue": "ok", "store": "ok"},
    )


def test_a_queue_that_nobody_works_at_degrades_and_does_not_take_the_site_away(client: Client) -> None:
    defer("documents", 11)
    status, told = ready(client)
    assert (status, told["status"], told["queue"]) == (200, "degraded", "late")


def test_a_migration_that_is_missing_takes_it_out(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'zones'")
    status, told = ready(client)
    assert (status, told["status"], told["migrations"]) == (503, "unready", "missing")


def test_a_bucket_that_nobody_answers_for_is_told_and_the_pages_stay(client: Client, settings: Any) -> None:
    bucket_away(settings)
    status, told = ready(client)
    assert (status, told["status"], told["store"]) == (200, "degraded", "away")


def test_a_full_disk_takes_it_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "DISK_LEAST_BYTES", 1 << 60)
    status, told = ready(client)
    assert (status, told["disk"]) == (503, "full")
