"""/local/<id>: one of what a city or county shows of its own: a page, a list, or the way to somebody else's site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.local_modules.models import LocalModule
from portal.framing import page_around
from portal.own_address import at_its_own_address, find

Kind = LocalModule.Kind
AREAS = ("area", "public_area", "label_point")


@require_safe
@at_its_own_address("/local/%s")
def local_module(request: HttpRequest, public_id: str) -> HttpResponse:
    found = found_module(public_id)
    if found.kind == Kind.MAP_LAYER:
        return redirect(found)
    until = found.shown_until
    context = {
        "module": found,
        "rows": found.rows.all() if found.kind == Kind.LIST else (),
        "is_way_out": found.kind in (Kind.LINK, Kind.VIDEO),
        "has_ended": until is not None and until < timezone.localdate(),
        "as_of": timezone.localtime(found.published_at).date(),
    }
    return render(request, "pages/local.html", context)


@require_safe
@at_its_own_address("/local/%s/framed")
def framed(request: HttpRequest, public_id: str) -> HttpResponse:
    found = found_module(public_id)
    if not found.may_frame:
        return redirect(found)
    return page_around(request, found.address, "pages/local_framed.html", {"module": found})


def found_module(public_id: str) -> LocalModule:
    """One that hides another has nothing to show."""
    rows = LocalModule.objects.select_related("organisation", "region", "successor")
    rows = rows.defer(*(f"region__{area}" for area in AREAS))
    found: LocalModule = find(rows, public_id)
    if found.kind == Kind.HIDDEN:
        raise Http404("没有这个栏目")
    return found
