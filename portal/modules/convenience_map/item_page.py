"""/q/<id>: one service item (一次告知): 找谁办、怎么办、办多久, what to bring, and the places that handle it.

The code on a print carries ?v=, its version: the page then says what has changed since. ?s= says where a code hangs,
whose scans are counted.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.documents.known_kinds import BY_MEDIA_TYPE
from layers.documents.models import DocumentVersion
from layers.places.models import Place
from layers.services.files import ITEM_FILES, ItemFile
from layers.services.models import ServiceItem
from layers.services.scans import Channel, scanned
from layers.services.versions import changes
from layers.workdays.calendar import load_calendar
from portal.modules.convenience_map.map_page import chosen_village, in_order, rows_of
from portal.modules.convenience_map.wish import Wish, private
from portal.own_address import at_its_own_address, find
from portal.skins import Skin

MOST_PLACES = 20
MOST_VERSIONS = 200


@require_safe
@at_its_own_address("/q/%s")
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    wish, _ = Wish.of_page(request.GET)
    items = ServiceItem.objects.select_related("organisation", "successor")
    found: ServiceItem = find(items, public_id)
    if request.method == "GET":
        scanned(found.pk, request.GET.get("s", ""))
    village = chosen_village(request)
    places, order = in_order(Place.objects.published().handling(found.pk), wish, village)
    nearest = list(places.for_list()[: MOST_PLACES + 1])
    from_where = "距本村" if village and not wish.position else ""
    context = {
        "item": found,
        "rows": rows_of(nearest[:MOST_PLACES], timezone.now(), load_calendar(), from_where),
        "more": len(nearest) > MOST_PLACES,
        "order": order,
        **materials_of(found),
        **version_context(request, found),
        "steps": lines(found.steps),
        "as_of": found.verified_on,
    }
    return private(render(request, "convenience_map/item.html", context), wish)


def version_context(request: HttpRequest, item: ServiceItem) -> dict[str, Any]:
    """Which version this is; for a print that names an older one, what has changed since."""
    every = list(item.item_versions.all()[:MOST_VERSIONS])
    if not every:
        return {}
    newest, printed = every[0], request.GET.get("v", "")
    address = f"{Skin(request).absolute(item.get_absolute_url())}?v={newest.number}"
    context: dict[str, Any] = {
        "version": newest,
        "version_address": address,
        "code_address": f"{address}&s={Channel.PAGE}",
    }
    older = next((one for one in every[1:] if str(one.number) == printed), None)
    if older is not None:
        context |= {"printed": older, "changes": changes(older.content, newest.content)}
    return context


def materials_of(item: ServiceItem) -> dict[str, Any]:
    """The materials, each with its forms; and the forms that name none of them. Two queries."""
    by_material: dict[str, list[tuple[str, DocumentVersion, str]]] = {}
    files: Iterable[Any] = ITEM_FILES.public_files(item.pk, "use", "material")
    for version in files:
        use, material = ItemFile.Use(version.use).label, version.material
        kind = BY_MEDIA_TYPE[version.publication.derivative.media_type].title
        by_material.setdefault(material, []).append((use, version, kind))
    materials = [(one, by_material.pop(one.name, [])) for one in item.materials.all()]
    return {"materials": materials, "other_files": [file for files in by_material.values() for file in files]}


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
