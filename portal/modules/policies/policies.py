"""您想了解哪方面的政策: policies by words, section, class, area, and by what is urgent; my county's first."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.policies.models import Policy, PolicyClass, PolicySection
from layers.search.query import LONGEST
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import Chip, chip, page_of
from portal.module import HomePart

PAGE_SIZE = 30
# What ``?state=`` narrows to, in the words of the chips.
STATES = {"holds": "现在有效", "expiring": "30 天内到期", "apply": "可以申报", "ended": "不再有效"}


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    return listed(request, Policy.objects.published(), None)


@require_safe
def section(request: HttpRequest, code: str) -> HttpResponse:
    """A retired one answers as ever, and says since when it is: its address hangs printed on walls."""
    found = get_object_or_404(PolicySection, code=code)
    return listed(request, Policy.objects.published().filter(section=found), found)


def listed(request: HttpRequest, rows: QuerySet[Policy], of: PolicySection | None) -> HttpResponse:
    today = timezone.localdate()
    rows, words, note = in_words(rows, request)
    states, rows = by_state(rows, request)
    classes, rows = by_class(rows, request)
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    found = own_county_first(rows, request).select_related("organisation").defer("body")
    # Within one's own county the newest stands first, whichever office issued it.
    page = page_of(found.order_by(found.query.order_by[0], "-issued_on", "-pk"), request, PAGE_SIZE)
    context: dict[str, Any] = {
        "section": of,
        "is_retired": of is not None and of.is_retired(today),
        "sections": [one for one in PolicySection.objects.all() if not one.is_retired(today)],
        "words": words,
        "note": note,
        "states": states,
        "classes": classes,
        "chosen_class": request.GET["class"] if any(one.chosen for one in classes) else "",
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "rows": [(one, one.standing(today), days_to_apply(one)) for one in page],
    }
    return render(request, "policies/policies.html", context)


def days_to_apply(policy: Policy) -> int | None:
    """For who may apply today, and there is a last day."""
    today = timezone.localdate()
    return policy.apply_days_left(today) if policy.may_be_applied_for(today) else None


def in_words(rows: Any, request: HttpRequest) -> tuple[QuerySet[Policy], str, str]:
    """Those with the words in title, number or text, the words, and why they could not be used."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    if not words:
        return rows, "", ""
    try:
        return rows.called(words), words, ""
    except BadInput as problem:
        return rows, "", problem.message


def by_state(rows: QuerySet[Policy], request: HttpRequest) -> tuple[list[Chip], QuerySet[Policy]]:
    """One query for the figures of all four."""
    today = timezone.localdate()
    conditions = {
        "holds": Policy.holding(today),
        "expiring": Policy.expiring(today),
        "apply": Policy.open_to_apply(today),
        "ended": ~Policy.holding(today) & ~Q(effective_on__gt=today),
    }
    counted = rows.aggregate(**{name: Count("pk", filter=wanted) for name, wanted in conditions.items()})
    chosen = request.GET.get("state", "")
    chips = [chip(request, "state", name, words, counted[name]) for name, words in STATES.items()]
    return chips, rows.filter(conditions[chosen]) if chosen in conditions else rows


def by_class(rows: QuerySet[Policy], request: HttpRequest) -> tuple[list[Chip], QuerySet[Policy]]:
    """The classes with a name: what the city has still to name is for staff."""
    every = PolicyClass.objects.filter(is_confirmed=True).annotate(
        number=Count("policies", filter=Q(policies__policy__in=rows.order_by().values("pk")))
    )
    chips = [chip(request, "class", one.code, one.name, one.number) for one in every if one.number]
    if any(one.chosen for one in chips):
        rows = rows.filter(classes__policy_class=request.GET["class"])
    return chips, rows


def home_part() -> HomePart:
    """How many one may apply for today; nothing on the tile when there is none."""
    open_now = Policy.objects.published().filter(Policy.open_to_apply(timezone.localdate()))
    return {"counted": [(open_now, "{} 项可申报")]}
