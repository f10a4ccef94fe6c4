"""/search?q=: what /api/search suggests, as a page that works without script, grouped by kind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.search.models import SearchEntry

# The kinds in the order in which a villager asks: where, what happens there, where to go, what to read.
KINDS = {
    "region": ("村镇", "pin"),
    "case": ("征地", "land"),
    "place": ("地点", "map"),
    "item": ("办事", "service-hall"),
    "document": ("文件", "document"),
}
LONGEST = 100
MOST = 40


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page takes what it is given: a longer query is cut, an empty one asks for words."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    results = find(query) if query else []
    groups = [
        {"title": title, "icon": icon, "rows": rows}
        for kind, (title, icon) in KINDS.items()
        if (rows := [row for row in results if row["kind"] == kind])
    ]
    return render(request, "pages/search.html", {"query": query, "groups": groups, "count": len(results)})


def find(query: str) -> list[dict[str, str]]:
    """Rows {kind, id, name, region, url} whose name holds the query, the weightiest first."""
    entries = SearchEntry.objects.filter(name__icontains=query).order_by("-weight", "name")[:MOST]
    return [
        {"kind": row.kind, "id": row.key, "name": row.name, "region": row.region_name, "url": row.url}
        for row in entries
    ]
