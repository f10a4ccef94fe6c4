"""什么地方的: a list of what belongs to organisations, narrowed to one county, my own county first."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Count, F, Func, IntegerField, QuerySet, TextField, Value, When
from django.http import HttpRequest

from layers.regions.chosen import chosen_path
from layers.regions.models import Level, Region

Rows = TypeVar("Rows", bound=QuerySet[Any])
PATH = "organisation__region__path"
CITY_ITSELF = "city"


@dataclass(frozen=True)
class Area:
    """A county, or the city's own organisations (``code`` "city"). ``count``: of the rows that are asked about."""

    code: str
    name: str
    path: str
    count: int


def areas_of(rows: QuerySet[Any]) -> list[Area]:
    """The areas that have rows, the city's own first. Two queries."""
    county_key = Func(F(PATH), Value("/"), Value(2), function="split_part", output_field=TextField())
    counted = dict(
        rows.order_by().annotate(county_key=county_key).values_list("county_key").annotate(Count("pk"))
    )
    counties = Region.objects.filter(pk__in=[int(key) for key in counted if key]).in_picking_order()
    found = [
        Area(unit.code, unit.map_name, unit.path, counted[str(unit.pk)])
        for unit in counties.defer("area", "public_area", "label_point")
    ]
    return [Area(CITY_ITSELF, "市直", "", counted[""]), *found] if counted.get("") else found


def in_area(rows: Rows, area: Area) -> Rows:
    if area.code == CITY_ITSELF:
        return rows.filter(organisation__region__level=Level.CITY)
    return rows.filter(**{f"{PATH}__startswith": area.path})


def own_county_first(rows: Rows, request: HttpRequest, *order: Any) -> Rows:
    """My county, then the city, then the others as they are always listed."""
    steps = chosen_path(request).split("/")
    cases = [When(organisation__region__level=Level.CITY, then=1)]
    if len(steps) > 2:
        cases.insert(0, When(**{f"{PATH}__startswith": "/".join(steps[:2]) + "/"}, then=0))
    near = Case(*cases, default=2, output_field=IntegerField())
    return rows.order_by(near, "organisation__region__sort_key", "organisation__name", *order, "pk")


def chosen_area(areas: list[Area], request: HttpRequest) -> Area | None:
    """What ``?area=`` names; an unknown word chooses nothing, as WeChat and others add words of their own."""
    wanted = request.GET.get("area", "")
    return next((area for area in areas if area.code == wanted), None)
