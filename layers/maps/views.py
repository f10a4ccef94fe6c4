"""/staff/maps/: staff take a layer or a case with them as one file."""

from collections.abc import Callable

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.errors import BadInput
from layers.catalog import LAYERS
from layers.maps.folium_map import export

View = Callable[[HttpRequest], HttpResponse]


def staff_only(view: View) -> View:
    return staff_member_required(view, login_url="desk:login")


@require_safe
@never_cache
@staff_only
def page(request: HttpRequest) -> HttpResponse:
    """A choice of what to take; with ?what= the file itself, always as a download."""
    what = request.GET.get("what", "").strip()
    if not what:
        return render(request, "maps/choose.html", {"layers": LAYERS.values()})
    try:
        found = export(what)
    except BadInput as error:
        context = {"layers": LAYERS.values(), "what": what, "error": error.message}
        return render(request, "maps/choose.html", context, status=400)
    response = HttpResponse(found.html, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, found.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
