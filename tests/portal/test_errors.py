"""Refusals: pages for people, one JSON form for machines."""

import datetime as dt
import errno
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connections
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.audit.models import AuditEntry
from layers.changes.errors import Conflict, Newer, NotSeen, Refused
from portal.pages import errors

handler400 = "portal.pages.errors.bad_request"
handler403 = "portal.pages.errors.permission_denied"
handler404 = "portal.pages.errors.page_not_found"
handler500 = "portal.pages.errors.server_error"

WITHDRAWN = {"title": "某村征地公告", "on": dt.date(2024, 8, 15), "reason": "文号有误"}
SUCCESSOR = {"successor_url": "/d/NEW", "successor_title": "更正后的公告"}


@require_safe
def view(request: HttpRequest, what: str) -> HttpResponse:
    match what:
        case "bad":
            raise BadInput("bbox", "范围的西边界大于东边界")
        case "forbidden":
            raise PermissionDenied
        case "typo":
            raise Http404("编号可能输错")
        case "english":
            raise Http404("No Region matches the given query.")
        case "newer":
            raise Conflict("已有新的公开版本", (Newer("place", "X", "<b>卫生院</b>", None),))
        case "unseen":
            raise NotSeen
        case "refused":
            raise Refused("“初审”不在您的职责范围内")
        case "away":
            raise OperationalError("could not write the position 118.0214")
        case "full":
            raise OSError(errno.ENOSPC, "No space left on device")
        case "broken":
            raise RuntimeError("secret detail")
        case "gone":
            return errors.gone(request, **WITHDRAWN, **SUCCESSOR)
    return HttpResponse("ok")


urlpatterns = [
    path("page/<what>", view),
    path("api/<what>", view),
    path("tiles/<what>", view),
    path("", include("portal.urls")),
]
pytestmark = [pytest.mark.urls(__name__)]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("bad", 400, "范围的西边界大于东边界"),
        ("forbidden", 403, "这里不对外开放"),
        ("typo", 404, "编号可能输错"),
        ("english", 404, "没有找到这一页"),
        ("newer", 409, "&lt;b&gt;卫生院&lt;/b&gt;"),
        ("gone", 410, "文号有误"),
        ("broken", 500, "服务器出错了"),
        ("away", 503, "请过 5 秒再试"),
        ("full", 503, "请过 5 秒再试"),
    ],
)
def test_a_person_reads_why_in_chinese_without_a_query(
    visitor: Client, what: str, status: int, words: str
) -> None:
    # No database fixture: a page that asked the database would fail here.
    visitor.cookies["village"] = "990001100201"
    response = visitor.get(f"/page/{what}")
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert "回主页" in html
    assert "secret" not in html
    assert "matches" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "status"), [("unseen", 404), ("refused", 403)])
def test_a_guessed_id_and_a_step_that_is_not_ones_own_stand_in_the_trail(
    visitor: Client, what: str, status: int
) -> None:
    response = visitor.get(f"/page/{what}")
    assert response.status_code == status
    entry = AuditEntry.objects.get(refused=True)
    assert (entry.action, entry.detail["path"]) == ("refusal", f"/page/{what}")
    assert entry.detail["message"] in response.content.decode()


def test_what_was_withdrawn_says_when_why_and_what_replaced_it(visitor: Client) -> None:
    html = visitor.get("/page/gone").content.decode()
    assert "2024年8月15日" in html
    assert '<a href="/d/NEW">更正后的公告</a>' in html


@pytest.mark.parametrize("root", ["api", "tiles"])
@pytest.mark.parametrize(
    ("what", "status", "code", "parameter"),
    [
        ("bad", 400, "bad_request", "bbox"),
        ("forbidden", 403, "forbidden", None),
        ("typo", 404, "not_found", None),
        ("newer", 409, "conflict", None),
        ("gone", 410, "gone", None),
        ("broken", 500, "server_error", None),
        ("away", 503, "unavailable", None),
    ],
)
def test_a_machine_gets_the_one_json_form(
    visitor: Client, root: str, what: str, status: int, code: str, parameter: str | None
) -> None:
    response = visitor.get(f"/{root}/{what}")
    error = json.loads(response.content)["error"]
    assert response.status_code == status
    assert (error["code"], error["parameter"]) == (code, parameter)
    assert set(error) == {"code", "parameter", "message"}
    assert not error["message"].isascii()


def test_a_wrong_method_under_api_is_json_too_and_names_the_right_ones(visitor: Client) -> None:
    response = visitor.post("/api/fine")
    assert response.status_code == 405
    assert json.loads(response.content)["error"]["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "address", ["/about/%00", "/about/?q=%00", "/about/?q%01=1", "/about/%7f", "/about/%0a"]
)
def test_a_control_character_in_the_address_is_refused(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 400
    assert "控制字符" in response.content.decode()


def test_the_refusal_names_the_parameter_to_a_machine(visitor: Client) -> None:
    error = json.loads(visitor.get("/api/search?limit=3&q=a%00b").content)["error"]
    assert error["code"] == "bad_request"
    assert error["parameter"] == "q"
    assert "控制字符" in error["message"]


@pytest.mark.parametrize("cookie", ['village="\\000"', "village=a\x01b", "x\x02=1"])
def test_a_control_character_in_a_cookie_is_refused(visitor: Client, cookie: str) -> None:
    assert visitor.get("/about/", headers={"cookie": cookie}).status_code == 400


@pytest.mark.django_db
def test_a_line_end_pasted_into_the_search_box_is_no_crime(visitor: Client) -> None:
    assert visitor.get("/search?q=%E6%B9%96%E6%BB%A8%0D%0A").status_code == 200


def test_a_strange_host_gets_a_page(visitor: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["zq.example.gov.cn"]):
        assert visitor.get("/about/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_explained() -> None:
    response = errors.csrf_failure(RequestFactory().post("/page/form"), "no cookie")
    assert response.status_code == 403
    assert "刷新后再试一次" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "machine"),
    [("/api", True), ("/api/x", True), ("/apiary", False), ("/ogc/", True), ("/", False)],
)
def test_only_whole_first_words_make_a_machine_path(path: str, machine: bool) -> None:
    assert errors.is_machine_path(path) is machine


@pytest.mark.parametrize("address", ["/page/away", "/api/away"])
def test_whoever_asks_while_the_database_is_away_is_told_when_to_come_again(
    visitor: Client, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = visitor.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "no-store" in response["Cache-Control"]
    assert "not answered: OperationalError" in caplog.text and "118.0214" not in caplog.text


@pytest.mark.django_db
def test_a_session_that_cannot_be_read_is_no_error_of_ours() -> None:
    """Middleware asks the database before any view does."""

    def ask_a_database_that_is_not_there() -> HttpResponse:
        # A thread has a connection of its own; this one looks for the server in an empty place.
        own = connections["default"]
        own.settings_dict = {**own.settings_dict, "HOST": "/nowhere"}
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        return client.get("/staff/")

    with ThreadPoolExecutor(1) as thread:
        response = thread.submit(ask_a_database_that_is_not_there).result()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "请过 5 秒再试" in response.content.decode()
