"""From the digits or characters of an address to the thing it names, without dragging geometry along."""

import re

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from layers.regions.codes import carriers, find
from layers.regions.models import Level, Region, RegionName
from portal.pages.errors import gone

CODE = re.compile(r"[0-9]{12}", re.ASCII)
LIGHT = ("id", "code", "name", "level", "kind", "path", "phone", "manage_parent")
PARENTS = ("manage_parent", "manage_parent__manage_parent", "manage_parent__manage_parent__manage_parent")


def light_regions() -> QuerySet[Region]:
    """Units in force with their parents in one query and without the areas, which weigh a hundred times more."""
    wanted = [*LIGHT, "stat_parent_id", "is_sample_area", "label_point"]
    for parent in PARENTS:
        wanted += [f"{parent}__{name}" for name in LIGHT]
    return Region.objects.published().with_parents().only(*wanted)


def region_of(code: str, **more: ArraySubquery) -> "Region | list[Region]":
    """The unit of a code with its former names and ``more`` that the same query brings, or the units that took its
    place: none where it ended without any. Raises Http404 for a code that no unit ever had."""
    if not CODE.fullmatch(code):
        raise Http404("区划代码应为 12 位数字，编号可能输错")
    names = RegionName.objects.filter(region=OuterRef("pk")).order_by("kind", "name").values("name")
    current = light_regions().annotate(other=ArraySubquery(names), **more).filter(code=code).first()
    found = current or find(code) or []
    if not found and not carriers(code):
        raise Http404("没有这个代码的村或乡镇，编号可能输错")
    return found


def former_names(region: Region) -> list[str]:
    """Aliases and former names, as region_of() brought them along."""
    names: list[str] = getattr(region, "other", [])
    return [name for name in names if name != region.name]


def lead_on(request: HttpRequest, code: str, found: "Region | list[Region]") -> HttpResponse:
    """302 to the one successor of a former code; a page to choose from when the unit was split; 410 when it ended."""
    if isinstance(found, Region):
        return redirect(found.get_absolute_url())
    former = next(iter(carriers(code)), None)
    if not found:
        return ended(request, code, former)
    context = {"former": former, "code": code, "successors": found}
    return render(request, "land_info/choose.html", context)


def subscribed_village(code: str, extension: str) -> Region | HttpResponse:
    """The village of /v/<code>.<extension>, or 302 to the same of its one successor. Raises Http404."""
    found = region_of(code)
    if isinstance(found, list) or found.level != Level.VILLAGE:
        raise Http404("没有这个村，或已经分成几个村，请到现在的村页面上订阅")
    return found if found.code == code else redirect(f"{found.get_absolute_url()}.{extension}")


def ended(request: HttpRequest, code: str, former: Region | None) -> HttpResponse:
    """A unit that is no more and that no other took the place of: an old notice board must not end in 404."""
    if former is None or former.valid_to is None:
        raise Http404("没有这个代码的村或乡镇，编号可能输错")
    above = former.manage_parent
    return gone(
        request,
        title=f"{former.name}（{code}）",
        on=former.valid_to,
        reason="该区划已经撤销，没有承接它的村或乡镇",
        successor_url=above.get_absolute_url() if above else "",
        successor_title=above.name if above else "",
    )


def trail(region: Region) -> list[tuple[str, str]]:
    """Breadcrumbs above a region: 征地信息公开, its county, its town."""
    above = [(unit.name, unit.get_absolute_url()) for unit in region.ancestors if unit.level > 1]
    return [("征地信息公开", "/land/"), *above]
