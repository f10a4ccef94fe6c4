"""/api/schema and /api/, and schemathesis' attempts to find an answer that the schema does not foresee."""

import json
import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks

from layers.api.schema import openapi
from portal.wsgi import application

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
READ = [
    "/api/layers/{name}.geojson",
    "/api/here",
    *[
        f"/api/{layer}/{rest}"
        for layer in ("regions", "places", "parcels", "cases")
        for rest in ("", "{id}/")
    ],
]


def test_the_schema_names_every_address_and_each_refuses_in_the_one_form(client, db):
    response = client.get("/api/schema")
    schema = json.loads(response.content)
    assert set(READ) <= set(schema["paths"])
    for path, operations in schema["paths"].items():
        assert set(operations) == {"get"}, path
        responses = operations["get"]["responses"]
        assert "200" in responses and "400" in responses
        for status in set(responses) - {"200"}:
            content = responses[status]["content"]["application/json"]
            assert content == {"schema": {"$ref": "#/components/schemas/Error"}}


def test_the_schema_lists_the_properties_of_the_catalogue(db):
    listed = openapi()["paths"]["/api/cases/{id}/"]["get"]["responses"]["200"]["content"][
        "application/geo+json"
    ]
    properties = listed["schema"]["properties"]["properties"]["properties"]
    assert properties["total_area_ha"]["type"] == "number"
    assert properties["began_on"]["format"] == "date"


def test_the_page_for_people_shows_every_address_without_a_script_of_others(client, db):
    page = client.get("/api/?from=groupmessage").content.decode()
    for path in READ:
        assert f"GET {path}" in page
    assert not re.search(r"(?:src|href)=.(?:https?:)?//", page)


def test_every_example_of_the_page_works(client, here):
    examples = [one["get"]["x-example"] for one in openapi()["paths"].values() if "x-example" in one["get"]]
    assert len(examples) >= 6
    for example in examples:
        assert client.get(example).status_code == 200, example


@pytest.fixture
def described(here, settings):
    """The schema as schemathesis reads it from the running application."""
    settings.ALLOWED_HOSTS = ["*"]
    # Like Django's own test client: a request must not close the connection that the test rolls back.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:
        # Making up requests may take longer than the login allows between two statements of a transaction.
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
    yield schemathesis.openapi.from_wsgi("/api/schema", application)
    for signal in signals:
        signal.connect(close_old_connections)


def attack(described, examples):
    """Generated requests, right and wrong ones; each answer must be one that the schema foresees."""
    attacked = 0
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

            try:
                ask()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # what takes no parameter cannot be asked wrongly
        attacked += 1
    assert attacked >= len(READ)


def test_no_generated_request_meets_an_answer_that_the_schema_does_not_foresee(described):
    attack(described, examples=10)


@pytest.mark.long
def test_no_generated_request_meets_an_answer_that_the_schema_does_not_foresee_at_length(described):
    attack(described, examples=150)
