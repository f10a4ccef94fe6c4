"""Databases, logins, the served site and the browser of all tests; the machinery is in tests/harness/."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.site_logs import SiteLogs
from tests.harness.timetable import TimeTable


def pytest_configure(config: pytest.Config) -> None:
    if "CUNTU_TEST_RUN" not in os.environ:
        pytest.exit(
            "The tests need the database that bin/test starts: bin/test tests/geo -k datum", returncode=4
        )
    # Playwright's synchronous interface keeps an event loop in the thread that the test runs in.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(TimeTable())
    config.pluginmanager.register(SiteLogs(worker_of(config)))
    _settings_for_tests()


def worker_of(config: pytest.Config) -> str:
    """Name of the xdist worker: gw0, gw1, or main."""
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def _settings_for_tests() -> None:
    from django.conf import settings
    from django.db import connections
    from django.test import TransactionTestCase

    # Pages render without a collected manifest; the sample site serves the real one.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # Two databases may count the same versions: no tile of one test is kept for another.
    settings.TILES = "/dev/null/tiles"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TransactionTestCase.databases = {"default", "owner", "public"}
    # Playwright leaves an event loop running in its thread, and under one asgiref's storage hands out connections anew:
    # they would not see what a later test of this worker has written and not committed.
    connections._connections = threading.local()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and (marker.kwargs.get("transaction") or True in marker.args[:1]):
            raise pytest.UsageError(
                f"{item.nodeid}: a test that commits takes the fixture committed_database, not transaction=True"
            )
        if item.get_closest_marker("logins") and "committed_database" not in item.fixturenames:
            item.fixturenames.insert(0, "committed_database")
        if "committed_database" in item.fixturenames and (marker or "db" in item.fixturenames):
            raise pytest.UsageError(f"{item.nodeid}: db rolls back, committed_database commits; take one")


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return worker_of(request.config)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, worker: str) -> Iterator[None]:
    """In place of pytest-django's own: a clone of the template, reached as login `web` under all three aliases."""
    from tests.harness.databases import cloned, template
    from tests.harness.logins import aliases_on

    with cloned(template(), f"test_{worker}") as database, aliases_on(database):
        yield


@pytest.fixture
def committed_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, worker: str
) -> Iterator[Any]:
    """A fresh clone that a test may commit to, dropped afterwards. Alias `owner` is the real owner in it.

    `public` is the `web` connection here too, but for tests marked `logins`.
    """
    from tests.harness.databases import cloned, template
    from tests.harness.logins import aliases_on

    own = frozenset({"owner", "public"} if request.node.get_closest_marker("logins") else {"owner"})
    with (
        cloned(template(), f"committed_{worker}") as database,
        aliases_on(database, own=own),
        django_db_blocker.unblock(),
    ):
        yield database


@pytest.fixture(scope="session")
def sample_site(worker: str) -> Iterator[str]:
    """Base URL of a served site with the divisions and a twentieth of the samples."""
    from tests.harness.databases import cloned, sample_template
    from tests.harness.site import served

    with cloned(sample_template(), f"sample_{worker}") as database, served(database) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    from tests.harness.browser import LAUNCH

    return {**browser_type_launch_args, **LAUNCH}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
