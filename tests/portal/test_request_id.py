"""One id leads from an answer to the lines of the log."""

import logging

from django.http import HttpResponse
from django.test import RequestFactory

from portal.request_id import NameRequest, RequestId


def test_each_answer_has_an_id_of_our_own_making(client) -> None:
    first = client.get("/nowhere", headers={"X-Request-Id": "forged"})
    second = client.get("/nowhere")
    assert len(first["X-Request-Id"]) == 16
    assert first["X-Request-Id"] not in ("forged", second["X-Request-Id"])


def test_a_log_line_names_the_request_that_it_belongs_to() -> None:
    seen = []

    def line() -> str:
        record = logging.makeLogRecord({"msg": "x"})
        assert NameRequest().filter(record)
        return record.request_id

    def view(request):
        seen.append((request.request_id, line()))
        return HttpResponse()

    answer = RequestId(view)(RequestFactory().get("/"))
    assert seen == [(answer["X-Request-Id"], answer["X-Request-Id"])]
    assert line() == "-"
