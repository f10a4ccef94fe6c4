"""试算: a made-up profile against the rules of a benefit, public or still in a draft; each met, not met or unknown, and why.

What is typed is written nowhere; it is posted, so that it stands in no log either.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.benefits import verdict
from layers.benefits.condition import questions
from layers.benefits.models import Served
from layers.benefits.profile import read_lines
from layers.changes.aggregate import Snapshot, noun_of
from layers.changes.nouns.benefit import conditions, where
from layers.changes.reading import snapshot
from layers.changes.scoping import found
from layers.staff.scope import scope_for
from portal.desk.noun import DESK_NOUNS
from portal.desk.record import seen

LONGEST = 2_000


@dataclass(frozen=True)
class Tried:
    """``problem`` says why the rules cannot be asked; ``outcome`` is None before anything is typed."""

    name: str
    served: str
    rules: list[tuple[dict[str, Any], verdict.Verdict]]
    outcome: verdict.Verdict | None
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def of_record(request: HttpRequest, key: str) -> HttpResponse:
    """As the public has it."""
    row = seen(DESK_NOUNS["benefits"], request, key)
    content = snapshot(noun_of("benefit"), row.public_id)
    if content is None:
        raise Http404("这一项现在没有公开")
    return _page(request, str(row), [content])


@require_http_methods(["GET", "HEAD", "POST"])
def of_change_set(request: HttpRequest, public_id: str) -> HttpResponse:
    """All benefits of a set, as they stand there."""
    one = found(public_id, request.user, scope_for(request))
    contents = [row.after for row in one.rows.filter(noun="benefit", after__isnull=False).order_by("pk")]
    if not contents:
        raise Http404("这份变更里没有惠企惠民政策")
    return _page(request, one.title, contents, back=one.get_absolute_url())


def _page(request: HttpRequest, title: str, contents: list[Snapshot], back: str = "") -> HttpResponse:
    typed = request.POST.get("answers", "")[:LONGEST]
    asked = {
        served: questions(served)
        for served in {content["served"] for content in contents} & set(Served.values)
    }
    try:
        profile = read_lines(typed, [one for group in asked.values() for one in group])
        problem = None
    except BadInput as refused:
        profile, problem = {}, refused
    context = {
        "title": title,
        "back": back,
        "typed": typed,
        "problem": problem,
        "tried": [_try(content, profile) for content in contents],
        "asked": sorted(asked.items()),
        "is_tried": bool(typed.strip()) and problem is None,
    }
    return render(request, "desk/benefit_bench.html", context, status=422 if problem else 200)


def _try(content: Snapshot, profile: verdict.Profile) -> Tried:
    name = content["name"] or "未命名"
    try:
        asked = conditions(content, where(content))
    except BadInput as problem:
        return Tried(name, content["served"], [], None, problem.message)
    return Tried(
        name,
        content["served"],
        [(one, verdict.of_rule(one, profile)) for one in asked],
        verdict.of_benefit(asked, profile),
    )
