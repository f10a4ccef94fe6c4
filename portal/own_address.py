"""From a public id in an address to the thing, or to the answer why it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from geo.errors import BadInput
from layers.public_ids import parse_public_id
from layers.publication import Published
from portal.pages.errors import gone


class Withdrawn(Exception):
    """What was asked for was public and is no more."""

    def __init__(self, thing: Published) -> None:
        super().__init__(thing.public_id)
        self.thing = thing


class View(Protocol):
    def __call__(self, request: HttpRequest, public_id: str) -> HttpResponse: ...


def canonical_id(text: str) -> str:
    """Http404 with 编号可能输错 for a wrong check character."""
    try:
        return parse_public_id(text)
    except BadInput as error:
        raise Http404(error.message) from None


def find(queryset: Any, public_id: str) -> Any:
    """The published row. Raises Http404 for what was never public, Withdrawn for what was."""
    thing = queryset.filter(public_id=public_id).first()
    if thing is None or thing.published_at > timezone.now():
        raise Http404("没有这个编号，或者它从来没有公布过")
    if thing.withdrawn_at is not None:
        raise Withdrawn(thing)
    return thing


def at_its_own_address(route: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """The view gets a canonical id: one typed from paper (small letters, O for 0) is sent on to the address
    ``route`` % id. What it finds withdrawn is answered with 410 and the successor."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, public_id: str) -> HttpResponse:
            canonical = canonical_id(public_id)
            if canonical != public_id:
                return redirect(route % canonical, permanent=True)
            try:
                return view(request, canonical)
            except Withdrawn as withdrawn:
                return withdrawn_page(request, withdrawn.thing)

        return answer

    return decorate


def withdrawn_page(request: HttpRequest, thing: Any) -> HttpResponse:
    successor = thing.successor
    return gone(
        request,
        title=str(thing),
        on=timezone.localtime(thing.withdrawn_at).date(),
        reason=thing.withdrawal_reason,
        successor_url=successor.get_absolute_url() if successor else "",
        successor_title=str(successor) if successor else "",
    )
