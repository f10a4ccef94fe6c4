"""The two doors of every request: what may not come in, and in which form a refusal goes out."""

import logging
import re
from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.changes.errors import Conflict, NotSeen, Refused
from layers.staff.scope import scope_for
from portal.pages.errors import (
    conflict,
    is_machine_path,
    is_of_the_moment,
    json_error,
    page_not_found,
    permission_denied,
    refuse,
    unavailable,
)
from portal.skins import choice, remember

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

# PostgreSQL stores no NUL, and a control character in an address is never a person's doing.
# Tab and line ends may stand in a query: a pasted name carries them.
IN_A_PATH = re.compile(r"[\x00-\x1f\x7f]")
IN_A_VALUE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class RefuseControlCharacters:
    """400 for NUL and other control characters in path, query or cookies, before anything else reads them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = find_control_character(request)
        if found is not None:
            where, parameter = found
            return refuse(request, BadInput(parameter, f"{where}里有不能识别的控制字符"))
        return self.get_response(request)


def find_control_character(request: HttpRequest) -> tuple[str, str | None] | None:
    """Where it stands, in Chinese, and the name of the query parameter if it stands in its value."""
    if IN_A_PATH.search(request.path_info):
        return "网址", None
    for name, values in request.GET.lists():
        if IN_A_VALUE.search(name):
            return "网址参数名", None
        if any(IN_A_VALUE.search(value) for value in values):
            return "网址参数", name
    if any(IN_A_VALUE.search(name + value) for name, value in request.COOKIES.items()):
        return "Cookie", None
    return None


# A page asks where one stands, when one taps for it; nothing here sees, hears or takes money.
SENSES = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"


class Answers:
    """BadInput becomes a 400, what the desk refuses a 403, 404 or 409, a database that is away a 503; every
    refusal under /api, /tiles and /ogc is JSON; a page varies by its cookies.

    ?device=kiosk is remembered here, so that it works on whatever page a kiosk starts with. The front (deploy/nginx.conf)
    keeps no answer that gives a cookie, except where X-Cookie-Of-Address names it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_machine = is_machine_path(request.path_info)
        response = self.get_response(request)
        if is_machine:
            response = as_json(response)
        response["Permissions-Policy"] = SENSES
        if not is_machine and response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
            if "device" in request.GET:
                remember(response, request, "device", choice(request, "device"))
        if makes_village_mine(request, response):
            response["X-Cookie-Of-Address"] = "village"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case BadInput():
                return refuse(request, exception)
            case Conflict():
                return conflict(request, exception)
            case NotSeen():
                record_refusal(request, exception.message)
                return page_not_found(request, Http404(exception.message))
            case Refused():
                record_refusal(request, exception.message)
                return permission_denied(request, PermissionDenied(exception.message))
        return unavailable(request, exception) if is_of_the_moment(exception) else None


def makes_village_mine(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the one cookie given says no more than the address: it may be given to everybody who comes to it."""
    page = request.resolver_match
    given = {name: cookie.value for name, cookie in response.cookies.items()}
    return page is not None and page.url_name == "village" and given == {"village": page.kwargs["code"]}


def record_refusal(
    request: HttpRequest,
    message: str,
    action: str = "refusal",
    noun: type[Model] | str = "",
    keys: Iterable[object] = (),
) -> None:
    """A guessed id and a step that is not one's own stand in the trail, ``action`` and ``noun`` where they are known.

    To be called after the refused transaction has ended, or the entry is rolled back with it.
    """
    try:
        # With the regions of who tried, so that the auditor of that county sees it.
        with acting_in(request, scope=scope_for(request), purpose="拒绝"):
            told = {"path": request.path_info[:200], "message": message[:200]}
            record(action, noun=noun, keys=keys, detail=told, refused=True)
    except DatabaseError:
        logger.exception("a refusal was not recorded")


def as_json(response: HttpResponse) -> HttpResponse:
    """A refusal that Django itself wrote (405, 413 …) in the one form of the API; what is JSON stays as it is."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith("application/"):
        return response
    answer = json_error(response.status_code)
    for header in ("Allow", "Retry-After", "WWW-Authenticate"):
        if header in response:
            answer[header] = response[header]
    return answer
