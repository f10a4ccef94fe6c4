"""/search?q=: what /api/search suggests, as a page that works without script, grouped by kind; ``kind`` narrows to one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.regions.chosen import chosen_path
from layers.search.query import LONGEST, Found, find
from portal.listing import chip

# The kinds in the order in which a villager asks: where, what happens there, where to go, what to read.
KINDS = {
    "region": ("村镇", "pin"),
    "case": ("征地", "land"),
    "place": ("地点", "map"),
    "item": ("办事", "service-hall"),
    "policy": ("政策", "policy"),
    "benefit": ("惠企惠民", "enterprise"),
    "question": ("别人问过的", "party"),
    "document": ("文件", "document"),
    "foi_answer": ("依申请公开答复", "document"),
    "foi_office": ("公开工作机构", "document"),
    "video": ("视频", "video"),
    "zone": ("政务公开专区", "town-hall"),
    "board": ("公开栏", "list"),
    "account": ("政务新媒体", "media"),
    "website": ("政府网站", "sites"),
    "local_module": ("地方特色", "place"),
}
MOST = 40


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page takes what it is given: a longer query is cut, an empty one asks for words, an unknown kind is every kind."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    own_path = chosen_path(request)
    results = find_kindly(query, own_path) if query else []
    by_kind = {kind: [row for row in results if row.kind == kind] for kind in KINDS}
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in KINDS else ""
    if query and chosen:
        results = by_kind[chosen] = find_kindly(query, own_path, chosen)
    chips = [
        chip(request, "kind", kind, title, len(by_kind[kind]))
        for kind, (title, _) in KINDS.items()
        if by_kind[kind] or kind == chosen
    ]
    groups = [
        {"title": title, "icon": icon, "rows": by_kind[kind]}
        for kind, (title, icon) in KINDS.items()
        if by_kind[kind] and chosen in ("", kind)
    ]
    # Counted for those who write the content (portal/use.py); the words are not.
    request.found_nothing = bool(query) and not results  # type: ignore[attr-defined]
    context = {
        "query": query,
        "chips": chips,
        "groups": groups,
        "count": len(results),
        "is_cut": len(results) == MOST,
    }
    return render(request, "pages/search.html", context)


def find_kindly(query: str, own_path: str, kind: str | None = None) -> list[Found]:
    """A page does not refuse: a question of nothing but punctuation finds nothing."""
    try:
        return find(query, MOST, own_path, kind)
    except BadInput:
        return []
