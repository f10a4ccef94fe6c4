"""/search?q=: what /api/search suggests, as a page that works without script, grouped by kind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.regions.chosen import chosen_path
from layers.search.query import LONGEST, Found, find

# The kinds in the order in which a villager asks: where, what happens there, where to go, what to read.
KINDS = {
    "region": ("村镇", "pin"),
    "case": ("征地", "land"),
    "place": ("地点", "map"),
    "item": ("办事", "service-hall"),
    "policy": ("政策", "document"),
    "benefit": ("惠企惠民", "enterprise"),
    "question": ("别人问过的", "party"),
    "document": ("文件", "document"),
    "foi_answer": ("依申请公开答复", "document"),
    "video": ("视频", "video"),
    "zone": ("公开专区", "service-hall"),
    "board": ("公开栏", "pin"),
    "foi_office": ("公开工作机构", "document"),
    "account": ("新媒体", "media"),
    "website": ("网站", "sites"),
    "local_module": ("地方特色", "list"),
}
MOST = 40


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page takes what it is given: a longer query is cut, an empty one asks for words."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    results = find_kindly(query, chosen_path(request)) if query else []
    groups = [
        {"title": title, "icon": icon, "rows": rows}
        for kind, (title, icon) in KINDS.items()
        if (rows := [row for row in results if row.kind == kind])
    ]
    return render(request, "pages/search.html", {"query": query, "groups": groups, "count": len(results)})


def find_kindly(query: str, own_path: str) -> list[Found]:
    """A page does not refuse: a question of nothing but punctuation finds nothing."""
    try:
        return find(query, MOST, own_path)
    except BadInput:
        return []
