"""政务新媒体矩阵: whose account on which platform, its QR code, and whether it is still alive."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.channels.models import OfficialAccount
from portal.areas import areas_of, chosen_area, in_area, own_county_first
from portal.listing import Chip, chip, page_of
from portal.own_address import at_its_own_address, find

PAGE_SIZE = 24
# As the platforms are listed, the one that most people have first.
BY_PLATFORM = Case(
    *(When(platform=platform, then=rank) for rank, platform in enumerate(OfficialAccount.Platform)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Row:
    """``silent_days``: None while it is alive, or nobody has looked."""

    account: OfficialAccount
    silent_days: int | None


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    everything = OfficialAccount.objects.published()
    platforms = platform_chips(request, everything)
    rows = everything
    if any(one.chosen for one in platforms):
        rows = rows.filter(platform=request.GET["platform"])
    areas = areas_of(rows)
    area = chosen_area(areas, request)
    if area is not None:
        rows = in_area(rows, area)
    ordered = own_county_first(rows, request, BY_PLATFORM).select_related("organisation")
    page = page_of(ordered, request, PAGE_SIZE)
    context = {
        "platforms": platforms,
        "areas": [chip(request, "area", one.code, one.name, one.count) for one in areas],
        "page": page,
        "rows": [row_of(found) for found in page],
        "as_of": max((found.verified_on for found in page if found.verified_on), default=None),
    }
    return render(request, "new_media/accounts.html", context)


def platform_chips(request: HttpRequest, rows: QuerySet[OfficialAccount]) -> list[Chip]:
    counted = dict(rows.order_by().values_list("platform").annotate(Count("pk")))
    return [
        chip(request, "platform", platform.value, platform.label, counted[platform.value])
        for platform in OfficialAccount.Platform
        if counted.get(platform.value)
    ]


def row_of(found: OfficialAccount) -> Row:
    return Row(found, found.silent_days(timezone.localdate()))


@require_safe
@at_its_own_address("/media/%s")
def account(request: HttpRequest, public_id: str) -> HttpResponse:
    every = OfficialAccount.objects.select_related("organisation", "successor")
    found: OfficialAccount = find(every, public_id)
    others = OfficialAccount.objects.published().filter(organisation=found.organisation_id)
    context = {
        "row": row_of(found),
        "others": others.exclude(pk=found.pk).order_by(BY_PLATFORM, "name"),
        "as_of": found.verified_on,
    }
    return render(request, "new_media/account.html", context)
