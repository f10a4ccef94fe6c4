"""/staff/categories/order/, /staff/category-groups/order/, /staff/categories/<code>/merge/: changes of several at once,
as one draft."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.audit.acting import acting_in
from layers.changes.aggregate import NOUNS
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.errors import NotSeen
from layers.changes.merging import merge_category
from layers.changes.reading import snapshots
from layers.places.models import Category, CategoryGroup, Place
from layers.regions.models import Level, Region
from layers.staff.models import Role
from layers.staff.scope import Scope, scope_for
from portal.desk.noun import BY_NAME

STEP = 10
Row = Category | CategoryGroup


def refuse_outsiders(scope: Scope) -> None:
    """Categories are the whole city's: its editors change them, for others the page is not there."""
    path = Region.objects.filter(level=Level.CITY).values_list("path", flat=True).first()
    if path is None or not scope.covers(Role.EDITOR, path, None):
        raise NotSeen


@dataclass(frozen=True)
class Heading:
    """Of rows that are put in order among themselves; ``code`` is the name of their hidden inputs."""

    code: str
    name: str
    icon: str


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """All categories in their groups, to be moved up and down."""
    every = Category.objects.select_related("group").order_by(
        "group__sort_key", "group__code", "sort_key", "code"
    )
    groups: dict[Heading, list[Row]] = {
        Heading(group.code, group.name, group.icon): list(rows)
        for group, rows in groupby(every, key=lambda row: row.group)
    }
    return ordering(request, "category", groups)


@require_http_methods(["GET", "HEAD", "POST"])
def group_order(request: HttpRequest) -> HttpResponse:
    """The chips of the map."""
    rows: list[Row] = list(CategoryGroup.objects.order_by("sort_key", "code"))
    return ordering(request, "category_group", {Heading("groups", "类目组", "list"): rows})


def ordering(request: HttpRequest, noun: str, groups: dict[Heading, list[Row]]) -> HttpResponse:
    """The page; or without a script, the page with one row moved; or the draft."""
    refuse_outsiders(scope_for(request))
    do = request.POST.get("do", "save")
    if request.method == "POST":
        groups = {group: as_posted(request.POST.getlist(group.code), rows) for group, rows in groups.items()}
        if do == "save":
            return reordered(request, noun, [row for rows in groups.values() for row in numbered(rows)])
        groups = {group: moved(rows, do) for group, rows in groups.items()}
    anchor = f"row_{do.partition(' ')[2]}" if do != "save" else ""
    context = {"groups": groups.items(), "anchor": anchor, "noun": BY_NAME[noun]}
    return render(request, "desk/category_order.html", context)


def as_posted(codes: list[str], rows: list[Row]) -> list[Row]:
    """Raises BadInput when the page is older than the categories."""
    by_code = {row.code: row for row in rows}
    if sorted(codes) != sorted(by_code):
        raise BadInput("order", "类目刚刚有增减，请重新打开这一页再排")
    return [by_code[code] for code in codes]


def moved(rows: list[Row], do: str) -> list[Row]:
    """``do``: "up school" or "down school", where the category is among ``rows``."""
    verb, _, code = do.partition(" ")
    at = next((n for n, row in enumerate(rows) if row.code == code), None)
    if at is None or verb not in ("up", "down"):
        return rows
    others = rows[:at] + rows[at + 1 :]
    to = max(0, at - 1) if verb == "up" else at + 1
    return [*others[:to], rows[at], *others[to:]]


def numbered(rows: list[Row]) -> list[tuple[str, int]]:
    """The new sort key of each category that moves; none where the order is what it was."""
    keys = [row.sort_key for row in rows]
    if keys == sorted(keys) and len(set(keys)) == len(keys):
        return []
    return [(row.code, n * STEP) for n, row in enumerate(rows, start=1) if row.sort_key != n * STEP]


def reordered(request: HttpRequest, noun: str, keys: list[tuple[str, int]]) -> HttpResponse:
    if not keys:
        return redirect(request.path)
    found = snapshots(NOUNS[noun], [code for code, _ in keys])
    proposals = [Proposal(key=code, after=found[code] | {"sort_key": key}) for code, key in keys]
    with acting_in(request, scope=scope_for(request)):
        return redirect(draft_rows(noun, request.user, proposals))


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """The places move to the other category, then this one goes: nothing is orphaned, one undo brings all back."""
    refuse_outsiders(scope_for(request))
    category = Category.objects.filter(code=key).select_related("group").first()
    if category is None:
        raise Http404
    error, target = "", request.POST.get("target", "")
    if request.method == "POST":
        try:
            if target == key or "\0" in target:
                raise BadInput("target", "请选择另一个现有的类目")
            with acting_in(request, scope=scope_for(request)):
                return redirect(
                    merge_category(key, target, request.user, request.POST.get("reason", "").strip())
                )
        except BadInput as problem:
            error = problem.message
    others = (
        Category.objects.exclude(code=key).select_related("group").order_by("group__sort_key", "sort_key")
    )
    context = {
        "category": category,
        "groups": [(group, list(rows)) for group, rows in groupby(others, key=lambda row: row.group.name)],
        "places": Place.objects.filter(category=category, withdrawn_at__isnull=True).count(),
        "error": error,
        "target": target,
    }
    return render(request, "desk/category_merge.html", context, status=422 if error else 200)
