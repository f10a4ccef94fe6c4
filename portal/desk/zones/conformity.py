"""/staff/zones/: 六统一 of the zones in the scope: each against its standard with what is missing, and counts per unit."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from importers.report import plain_workbook
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.regions.models import Region
from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.workdays.calendar import load_calendar
from layers.zones.conformity import LACKING, TITLES, Conformity, conformities, standards
from layers.zones.models import Zone
from portal.desk.duties import region_of
from portal.desk.excel import XLSX
from portal.desk.refusals import only_for

SHOWN = 300


@dataclass
class Unit:
    """A unit just below the region that is asked for, or that region itself, with the zones inside of it."""

    region: Region
    is_total: bool = False
    found: list[Conformity] = field(default_factory=list)

    @property
    def whole(self) -> int:
        return sum(not one.lacking for one in self.found)

    @property
    def cells(self) -> list[tuple[str, int]]:
        """How many zones lack something of each of the six; nobody lacks what cannot be told."""
        states = [[line.state for line in one.lines] for one in self.found]
        return [(title, sum(state[at] == LACKING for state in states)) for at, title in enumerate(TITLES)]

    @property
    def below(self) -> str:
        if self.is_total:
            return ""
        return f"{reverse('desk:zones')}?{urlencode({'region': self.region.code})}"


@only_for(*READING_ROLES)
@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    """?region=. Raises NotSeen."""
    region = region_of(request)
    found = told(request, region)
    near = around(request, region, found)
    context = {
        "region": region,
        "above": [unit for unit in near if unit.pk in keys_above(region)],
        "titles": TITLES,
        "units": units(region, found, near),
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "shown": SHOWN,
        "today": timezone.localdate(),
    }
    return render(request, "desk/zones/conformity.html", context)


@only_for(*READING_ROLES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Counts and zones as a workbook; that it was taken away is recorded first."""
    region, today = region_of(request), timezone.localdate()
    found = told(request, region)
    with acting_in(request, scope=scope_for(request)):
        record("export", noun=Zone, detail={"title": f"专区六统一 {region.name}", "rows": len(found)})
    sheets: list[tuple[str, list[str], list[list[object]]]] = [
        (
            "汇总",
            ["区划", "专区", "都符合", *(f"{title}有缺" for title in TITLES)],
            [
                [unit.region.name, len(unit.found), unit.whole, *(count for _, count in unit.cells)]
                for unit in units(region, found, around(request, region, found))
            ],
        ),
        (
            "明细",
            ["专区", "编号", "级别", "区划", "管理单位", *TITLES, "缺什么"],
            [
                [
                    one.zone.name, one.zone.public_id, one.zone.region.get_level_display(), one.zone.region.name,
                    one.zone.organisation.name, *(line.words for line in one.lines), "；".join(one.missing),
                ]
                for one in found
            ],
        ),
    ]  # fmt: skip
    answer = HttpResponse(plain_workbook(sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="zones-{region.code}-{today}.xlsx"'
    return answer


def told(request: HttpRequest, region: Region) -> list[Conformity]:
    """Of the zones in the scope and the region, those that lack most in front."""
    rows = (
        Zone.objects.published().with_evidence().with_screens().filter(region__path__startswith=region.path)
    )
    rows = scope_for(request).rows(rows).order_by("region__level", "region__path", "name", "pk")  # type: ignore[assignment]
    found = conformities(rows, standards(), timezone.localdate(), load_calendar())
    return sorted(found, key=lambda one: -len(one.missing))


def around(request: HttpRequest, region: Region, found: list[Conformity]) -> list[Region]:
    """The units above the region that are still in the scope, from the top; then those just below it that have zones."""
    keys = {*keys_above(region), *(below(region, one) for one in found)}
    mine = scope_for(request).rows(Region.objects.filter(pk__in=keys), "path", None)
    return list(mine.only("id", "name", "code", "level", "sort_key").order_by("level", "sort_key", "code"))


def keys_above(region: Region) -> list[int]:
    return [int(key) for key in region.path.rstrip("/").split("/")[:-1]]


def below(region: Region, one: Conformity) -> int:
    """The key of the unit just below the region in which the zone lies; 0 for a zone of the region itself."""
    keys, depth = one.zone.region.path.rstrip("/").split("/"), region.path.count("/")
    return int(keys[depth]) if len(keys) > depth else 0


def units(region: Region, found: list[Conformity], near: list[Region]) -> list[Unit]:
    """All of them, then by the unit below the region that each lies in; what is the region's own counts above alone."""
    inside: dict[int, list[Conformity]] = defaultdict(list)
    for one in found:
        inside[below(region, one)].append(one)
    return [
        Unit(region, True, found),
        *(Unit(unit, False, inside[unit.pk]) for unit in near if unit.pk in inside),
    ]
