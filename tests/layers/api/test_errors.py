"""The one table from exceptions to refusals."""

import json

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from rest_framework import exceptions as drf

from geo.errors import BadInput
from layers.api.errors import Gone, TooMany, answer, answers_json


@pytest.mark.parametrize(
    ("error", "status", "code", "parameter"),
    [
        (BadInput("bbox", "范围框颠倒"), 400, "bad_request", "bbox"),
        (BadInput(None, "不行"), 400, "bad_request", None),
        (Http404("No Place matches the given query."), 404, "not_found", None),
        (Gone("已撤回"), 410, "gone", None),
        (TooMany(7_000, 5_000), 413, "too_large", "bbox"),
        (PermissionDenied(), 403, "forbidden", None),
        (SuspiciousOperation("evil"), 400, "bad_request", None),
        (OperationalError("canceling statement due to statement timeout"), 503, "unavailable", None),
        (drf.ParseError("JSON parse error - Expecting value"), 400, "bad_request", None),
        (drf.MethodNotAllowed("POST"), 405, "method_not_allowed", None),
        (drf.NotAcceptable(), 406, "not_acceptable", None),
        (drf.UnsupportedMediaType("text/x"), 415, "unsupported_media_type", None),
        (drf.Throttled(wait=7), 429, "too_many_requests", None),
        (drf.ValidationError({"year": [{"deep": ["应为年份"]}]}), 400, "bad_request", "year"),
        (drf.NotAuthenticated(), 403, "forbidden", None),
    ],
)
def test_each_exception_has_its_status_and_a_chinese_reason(error, status, code, parameter):
    response = answer(error)
    body = json.loads(response.content)["error"]
    assert (response.status_code, body["code"], body["parameter"]) == (status, code, parameter)
    assert not body["message"].isascii()
    assert "evil" not in body["message"] and "Place" not in body["message"]


def test_a_wait_is_told():
    assert answer(drf.Throttled(wait=7))["Retry-After"] == "7"


def test_a_fault_of_ours_is_in_no_table():
    assert answer(RuntimeError("broken")) is None


def test_a_plain_view_refuses_in_the_one_form_and_only_reads():
    @answers_json
    def view(request):
        if "bad" in request.GET:
            raise BadInput("bad", "不行")
        if "broken" in request.GET:
            raise RuntimeError
        return HttpResponse("ok")

    requests = RequestFactory()
    assert view(requests.get("/")).content == b"ok"
    assert view(requests.get("/?bad=1")).status_code == 400
    refused = view(requests.post("/"))
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    with pytest.raises(RuntimeError):
        view(requests.get("/?broken=1"))
