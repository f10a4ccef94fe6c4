"""/staff/<noun>/new and /staff/<noun>/<key>/change: a draft, and on to its form. By POST: a link changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import noun_of
from layers.changes.drafting import draft
from layers.changes.errors import NotSeen
from layers.changes.reading import snapshot
from layers.staff.scope import scope_for
from portal.desk.edit import address

SLUGS = {"places": "place", "organisations": "organisation", "categories": "category", "calendar": "calendar"}


@require_POST
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """For nouns whose key is given by us; a code or a year is asked for first (coded.py)."""
    if slug not in SLUGS or not noun_of(SLUGS[slug]).new_key():
        raise Http404
    return started(request, SLUGS[slug], "")


@require_POST
def change(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Of a public record."""
    if slug not in SLUGS:
        raise Http404
    try:
        if snapshot(noun_of(SLUGS[slug]), noun_of(SLUGS[slug]).canonical_key(key)) is None:
            raise Http404
    except BadInput:
        raise Http404 from None
    return started(request, SLUGS[slug], key)


def started(request: HttpRequest, noun: str, key: str) -> HttpResponse:
    try:
        with acting_in(request, scope=scope_for(request)):
            return redirect(address(draft(noun, request.user, key)))
    except NotSeen as problem:
        raise Http404(problem.message) from None
