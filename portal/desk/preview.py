"""/staff/changes/<id>/preview/: the public page as it would be, inside a transaction that is rolled back.

The gate forbids every cache to keep it; the page says in its first line that nothing of it is public yet.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import resolve
from django.views.decorators.http import require_safe

from layers.changes import release
from layers.changes.aggregate import noun_of
from layers.changes.models import ChangeRow

NO_PAGE = "这一类内容没有自己的公众页面，请在变更页上核对"
# An answer that a browser or a proxy could take for the public page.
VALIDATORS = ("ETag", "Last-Modified", "Expires", "Vary")


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    with release.preview(public_id, request.user) as change_set:
        row = change_set.rows.first()
        if row is None:
            raise Http404("没有可以预览的内容")
        response = public_page(request, address_of(row), public_id)
    for header in VALIDATORS:
        response.headers.pop(header, None)
    return response


def address_of(row: ChangeRow) -> str:
    """Raises Http404 for what has no page."""
    noun = noun_of(row.noun)
    found: Any = noun.model._base_manager.filter(**{noun.key: noun.stored_keys([row.key])[0]}).first()
    if found is None or not hasattr(found, "get_absolute_url"):
        raise Http404(NO_PAGE)
    return str(found.get_absolute_url())


def public_page(request: HttpRequest, address: str, change_set: str) -> HttpResponse:
    """What the public would get at that address: nobody is logged in, nothing is asked but the page. What it fetches
    afterwards is public no more; a page that shows such things asks the desk for them by ``change_set``."""
    view = resolve(address)
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", address, address
    asked.META, asked.COOKIES = {**request.META, "QUERY_STRING": ""}, {}
    asked.user = AnonymousUser()
    asked.resolver_match = view
    asked.is_preview = True  # type: ignore[attr-defined]
    asked.previewed_set = change_set  # type: ignore[attr-defined]
    response = view.func(asked, *view.args, **view.kwargs)
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if response.streaming or 300 <= response.status_code < 400:
        raise Http404(NO_PAGE)
    return response  # type: ignore[no-any-return]
