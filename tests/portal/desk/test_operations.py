"""/staff/operations/: the system administrator sees what waits, what failed and what is slow, and of no person."""

import pytest
from django.db import connections
from django.test import Client

from portal.operating.measure import REQUESTS
from tests.harness.cast import make_cast
from tests.harness.signing_in import sign_in

pytestmark = pytest.mark.django_db
HERE = "/staff/operations/"


@pytest.fixture
def administrator(client: Client) -> Client:
    sign_in(client, make_cast().system_administrator)
    return client


def put_job(status: str, at: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('示例队列', 'layers.example.task', '{\"name\": \"张三\"}', %s, 3) RETURNING id",
            [status],
        )
        (key,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s", [at, key]
        )
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) SELECT %s, 'failed', now() - interval '1 minute' "
            "WHERE %s = 'failed'",
            [key, status],
        )


def test_a_job_that_waits_and_one_that_failed_are_shown_without_what_they_are_about(
    administrator: Client,
) -> None:
    html = administrator.get(HERE).content.decode()
    assert "示例队列" not in html and "没有人做" not in html
    put_job("todo", "20 minutes")
    put_job("failed", "1 hour")
    html = administrator.get(HERE).content.decode()
    assert html.count("示例队列") == 3 and "没有人做" in html and "1200 秒" in html
    assert "layers.example.task" in html and "3 次" in html
    assert "张三" not in html


def test_a_slow_page_is_told_by_its_pattern(administrator: Client) -> None:
    for seconds in (0.1, 3.0, 5.0):
        REQUESTS.labels("示例/<str:code>/", "GET", "2xx").observe(seconds)
    html = administrator.get(HERE).content.decode()
    assert "/示例/&lt;str:code&gt;/" in html and "2 次（67%）" in html and "2.70 秒" in html


def test_the_logins_of_the_database_are_counted(administrator: Client) -> None:
    html = administrator.get(HERE).content.decode()
    assert '<th scope="row">web</th>' in html and "在等锁" in html
