"""/land/catalogue: what is to be made public of land acquisitions, by when and by whom, and what is there under each item."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.documents.models import DocumentVersion
from layers.land.catalogue import Audience, CatalogueItem
from layers.land.models import Case, CaseDocument
from portal.modules.land_info.case_documents import public_documents

NEWEST = 3


@dataclass
class Entry:
    """An item with how many documents are public under it and the newest of them."""

    item: CatalogueItem
    count: int = 0
    newest: list[CaseDocument] = field(default_factory=list)

    @property
    def is_on_site(self) -> bool:
        return self.item.audience != Audience.PUBLIC


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    entries = {item.pk: Entry(item) for item in CatalogueItem.objects.order_by("sort_key")}
    shown = CaseDocument.objects.filter(
        audience=Audience.PUBLIC,
        case__in=Case.objects.published().values("pk"),
        document__in=DocumentVersion.objects.published().values("document"),
    )
    for item, count in counted(shown):
        entries[item].count = count
    for document in newest(shown):
        entries[document.item].newest.append(document)  # type: ignore[attr-defined]
    chapters = [
        (chapter, list(group))
        for chapter, group in groupby(entries.values(), lambda entry: entry.item.chapter)
    ]
    context = {"chapters": chapters, "trail": [("征地信息公开", "/land/")]}
    return render(request, "land_info/catalogue.html", context)


def counted(shown: Any) -> Any:
    item = F("kind__catalogue_item")
    return (
        shown.filter(kind__catalogue_item__isnull=False)
        .order_by()
        .values_list(item)
        .annotate(n=Count("document", distinct=True))
    )


def newest(shown: Any) -> list[CaseDocument]:
    """The last few of each item, by the day on which the case began. Two queries, whatever there is."""
    place = Window(
        RowNumber(),
        partition_by=F("kind__catalogue_item"),
        order_by=(F("case__began_on").desc(), F("pk").desc()),
    )
    numbered = (
        shown.filter(kind__catalogue_item__isnull=False).annotate(place=place).filter(place__lte=NEWEST)
    )
    found = dict(numbered.values_list("pk", "case_id"))
    rows = public_documents(set(found.values())).filter(pk__in=found).annotate(item=F("kind__catalogue_item"))
    return list(rows.order_by("-case__began_on", "-pk"))
