"""码上知道 (码上告知): one code an item. Whoever scans it has the guide in hand, and the print on the wall never ages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.organisations.models import Organisation
from layers.services.models import ServiceItem, Theme
from layers.services.scans import Channel
from portal.listing import Chip, address, chip, page_of
from portal.skins import Skin

PAGE_SIZE = 24
# Ten on a sheet of A4, ten sheets.
MOST_STICKERS = 100


@dataclass(frozen=True)
class Code:
    """``address`` is what the picture holds."""

    item: ServiceItem
    address: str

    @property
    def typed(self) -> str:
        """What somebody without a camera types."""
        return self.address.partition("?")[0]


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    every = ServiceItem.objects.published()
    rows = narrowed(every, request)
    page = page_of(rows, request, PAGE_SIZE)
    context = {
        "themes": theme_chips(request, every),
        "offices": office_chips(request, every),
        "page": page,
        "codes": codes(request, page, Channel.WALL),
        "stickers": address(request).replace(request.path, f"{request.path}stickers", 1),
        "as_of": max((item.verified_on for item in page if item.verified_on), default=None),
    }
    return render(request, "scan_to_know/wall.html", context)


@require_safe
def stickers(request: HttpRequest) -> HttpResponse:
    """To be printed and stuck to a counter: the same choice as on the wall."""
    rows = narrowed(ServiceItem.objects.published(), request)
    context = {
        "codes": codes(request, rows[:MOST_STICKERS], Channel.STICKER),
        "left": max(0, rows.count() - MOST_STICKERS),
    }
    return render(request, "scan_to_know/stickers.html", context)


def narrowed(rows: QuerySet[ServiceItem], request: HttpRequest) -> QuerySet[ServiceItem]:
    theme, office = request.GET.get("theme", ""), request.GET.get("office", "")
    if theme:
        rows = rows.filter(theme=theme[:40])
    if office:
        rows = rows.filter(organisation__public_id=office[:40])
    return rows.select_related("organisation").order_by("organisation__name", "theme__sort_key", "name", "pk")


def codes(request: HttpRequest, items: Iterable[ServiceItem], channel: Channel) -> list[Code]:
    """``channel`` stands in the address, so that scans can be counted by where the codes hang."""
    skin = Skin(request)
    return [Code(item, f"{skin.absolute(item.get_absolute_url())}?s={channel}") for item in items]


def theme_chips(request: HttpRequest, rows: QuerySet[ServiceItem]) -> list[Chip]:
    counted = dict(rows.order_by().values_list("theme").annotate(Count("pk")))
    return [
        chip(request, "theme", theme.pk, theme.name, counted[theme.pk])
        for theme in Theme.objects.all()
        if theme.pk in counted
    ]


def office_chips(request: HttpRequest, rows: QuerySet[ServiceItem]) -> list[Chip]:
    counted = dict(rows.order_by().values_list("organisation").annotate(Count("pk")))
    found = Organisation.objects.filter(pk__in=counted).order_by("region__level", "region__sort_key", "name")
    return [
        chip(request, "office", one.public_id, one.short_name or one.name, counted[one.pk]) for one in found
    ]
