"""What a kiosk shows while its network is away: villages, cases with their documents, and places of its county."""

import datetime as dt
from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.utils import timezone

from layers.catalog import LAYERS
from layers.documents.models import Document, DocumentVersion, PageText, Publication
from layers.land.models import Case, CaseVillage
from layers.places.models import Place
from layers.places.opening import rules_of
from layers.regions.models import Level, Region
from portal.modules.land_info.case_documents import public_documents
from portal.modules.land_info.case_list import rows_with_status
from portal.modules.land_info.picking import initials_of

# Long lists of an annex are for the village board and the network; what matters stands in front.
LONGEST_TEXT = 20_000
# A statement of the public login has two seconds; the documents of a whole city want more.
CASES_AT_ONCE = 100
SLOT = dt.timedelta(minutes=10)


def bundle_of(area: Region) -> dict[str, Any]:
    """JSON of the county in which ``area`` lies, of the whole city for an area of the city. Made anew every ten
    minutes at most: the kiosks of a county ask for the same."""
    # Codes and names change only with a reform: the path is the key.
    depth = Level.COUNTY if area.level >= Level.COUNTY else Level.CITY
    path = "/".join(area.path.split("/")[:depth]) + "/"
    return _made(path, int(timezone.now().timestamp() // SLOT.total_seconds()))


@lru_cache(maxsize=16)
def _made(path: str, slot: int) -> dict[str, Any]:
    return {
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "villages": villages(path),
        "cases": cases(path),
        "places": places(path),
    }


def villages(path: str) -> list[dict[str, Any]]:
    units = Region.objects.published().villages().with_parents().filter(path__startswith=path)
    found = list(units.in_picking_order())
    initials = initials_of(found)
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "town": unit.town.name if unit.town else "",
            "initials": initials.get(unit.pk, ""),
        }
        for unit in found
    ]


def cases(path: str) -> list[dict[str, Any]]:
    """Newest first. ``until``: the last day of what is open; a document carries its words while the case runs."""
    found = Case.objects.published().filter(county__path__startswith=path).select_related("organisation")
    rows = list(
        rows_with_status(found.defer("public_area").with_facts().newest_first(), timezone.localdate())
    )
    running = {row.case.pk for row in rows if row.status.in_progress}
    keys = [row.case.pk for row in rows]
    documents, touched = documents_by_case(keys, running), villages_by_case(keys)
    return [
        {
            "id": row.case.public_id,
            "name": row.case.name,
            "began_on": row.case.began_on.isoformat(),
            "sentence": row.status.sentence,
            "until": row.status.last_day.isoformat()
            if row.status.is_urgent and row.status.last_day
            else None,
            "villages": touched[row.case.pk],
            "organisation": row.case.organisation.name,
            "phone": row.case.phone or row.case.organisation.phone,
            "documents": documents[row.case.pk],
        }
        for row in rows
    ]


def villages_by_case(keys: list[int]) -> dict[int, list[str]]:
    """The codes of the villages, and of those that took their place, up to three mergers on: whoever looks for the
    case looks under the name of today."""
    step, columns = "village", []
    for _ in range(4):
        columns.append(f"{step}__code")
        step += "__successions__successor"
    found: dict[int, set[str]] = defaultdict(set)
    for key, *codes in CaseVillage.objects.filter(case__in=keys).values_list("case", *columns):
        found[key].update(filter(None, codes))
    return {key: sorted(found[key]) for key in keys}


def documents_by_case(keys: list[int], running: set[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    told: list[Any] = []
    for start in range(0, len(keys), CASES_AT_ONCE):
        some = public_documents(keys[start : start + CASES_AT_ONCE])
        told += some.order_by("kind__sort_key", "sort_key", "pk")
    texts = texts_of({row.document_id for row in told if row.case_id in running})
    for row in told:
        date = row.issued_on or timezone.localtime(row.published_at).date()
        one = {"id": row.document.public_id, "title": row.title, "date": date.isoformat()}
        text = texts.get((row.document_id, row.number), "")
        found[row.case_id].append(one | {"text": text[:LONGEST_TEXT]})
    return found


def texts_of(documents: set[int]) -> dict[tuple[int, int], str]:
    """The words of the public versions, by document and number."""
    versions = DocumentVersion.objects.published().filter(document__in=documents)
    pages = PageText.objects.filter(version__in=versions.values("pk")).order_by("version", "page")
    found: dict[tuple[int, int], str] = defaultdict(str)
    for document, number, text in pages.values_list("version__document", "version__number", "text"):
        found[document, number] += f"{text}\n"
    return found


def places(path: str) -> list[dict[str, Any]]:
    """With lng and lat of the public locations, EPSG:4490 degrees."""
    decimals = LAYERS["places"].decimals
    found = Place.objects.published().filter(region__path__startswith=path).select_related("category__group")
    return [
        {
            "id": place.public_id,
            "name": place.name,
            "category": place.category.name,
            "icon": place.category.icon,
            "hue": place.category.group.hue,
            "lng": round(place.public_location.x, decimals),
            "lat": round(place.public_location.y, decimals),
            "address": place.address,
            "phones": [phone.number for phone in place.phones.all()],
            "hours": [f"{days} {spans}" for days, spans in rules_of(place.opening_hours.all())],
        }
        for place in found.prefetch_related("phones", "opening_hours").order_by(
            "category__name", "name", "pk"
        )
    ]


def withdrawn_since(moment: dt.datetime) -> list[str]:
    """Public ids of cases, places and documents that were taken back after that moment: they are shown no more, not
    even from what a kiosk holds."""
    gone = [
        model.objects.filter(withdrawn_at__gt=moment).values_list("public_id", flat=True) for model in (Case, Place)
    ]  # fmt: skip
    versions = Publication.objects.filter(withdrawn_at__gt=moment).values("version__document")
    documents = Document.objects.filter(pk__in=versions).values_list("public_id", flat=True)
    return sorted({*gone[0], *gone[1], *documents})
