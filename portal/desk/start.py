"""/staff/<noun>/new and /staff/<noun>/<key>/change: a draft, and on to its form. By POST: a link changes nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from layers.changes.aggregate import Noun
from layers.changes.drafting import draft
from layers.changes.errors import NotSeen
from layers.changes.reading import snapshot
from layers.staff.scope import scope_for
from portal.desk.edit import address
from portal.desk.forms.layout import LAYOUTS
from portal.desk.noun import desk_noun
from portal.desk.writing import writing


@writing
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """For nouns whose key is given by us; a code or a year is asked for first (coded.py). NotSeen for who edits none."""
    noun = with_form(slug)
    if not noun.new_key():
        raise Http404("这类内容要先给出代码")
    if not desk_noun(slug).may_create(scope_for(request)):
        raise NotSeen
    return redirect(address(draft(noun.name, request.user)))


@writing
def change(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Of a public record."""
    noun = with_form(slug)
    content = snapshot(noun, noun.canonical_key(key))
    if content is None:
        raise Http404("没有这条记录，或已撤回")
    return redirect(address(draft(noun.name, request.user, key, content)))


def with_form(slug: str) -> Noun:
    """Raises Http404 for what is no noun of the desk, or has no editor."""
    noun = desk_noun(slug).noun
    if noun.name not in LAYOUTS:
        raise Http404("这类内容还没有编辑页")
    return noun
