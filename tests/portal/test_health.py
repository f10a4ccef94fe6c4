import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.pages.health import health


@pytest.mark.django_db
def test_health_asks_the_database_and_is_never_cached(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert json.loads(response.content) == {"status": "ok", "database": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_answers_503_while_the_database_is_away() -> None:
    def ask_a_database_that_is_not_there() -> HttpResponse:
        # A thread has a connection of its own; this one looks for the server in an empty place.
        own = connections["default"]
        own.settings_dict = {**own.settings_dict, "HOST": "/nowhere"}
        return health(RequestFactory().get("/healthz"))

    with ThreadPoolExecutor(1) as thread:
        response = thread.submit(ask_a_database_that_is_not_there).result()
    assert response.status_code == 503
    assert json.loads(response.content)["database"] == "away"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_programs_of_this_machine_are_not_sent_to_https(client: Client, settings, address: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 200
    assert client.get("/about/").status_code == 301
