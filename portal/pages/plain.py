"""Pages that say one thing: a module under construction, the site map, about this site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.module import modules


@require_safe
def under_construction(request: HttpRequest, slug: str) -> HttpResponse:
    """What will be here, and where to go until then. Answers 200: the page is what the tile promised."""
    module = next((module for module in modules() if module.slug == slug), None)
    if module is None:
        raise Http404("没有这个栏目")
    return render(request, "pages/under_construction.html", {"module": module})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/sitemap.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")
