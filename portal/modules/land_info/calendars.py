"""/c/<id>.ics and /v/<code>.ics: the periods that the public has now, each on its last day."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.land.facts import facts_of, load_procedure
from layers.land.models import Case, with_predecessors
from layers.land.status import Status, status_of
from layers.regions.everyday import everyday_name
from layers.workdays.calendar import load_calendar
from portal.modules.land_info.case import find_case, withdrawn
from portal.modules.land_info.case_list import rows_of
from portal.modules.land_info.finding import subscribed_village
from portal.modules.land_info.ics import Event, calendar
from portal.skins import Skin


@require_safe
def case_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find_case(public_id)
    if found.withdrawn_at is not None:
        return withdrawn(request, found)
    status = status_of(facts_of(found, load_procedure()), timezone.localdate(), load_calendar())
    return answer(f"{found.name}的期限", events(request, [(found, status)]), found.public_id)


@require_safe
def village_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """With the cases of the former villages that it took the place of."""
    found = subscribed_village(code, "ics")
    if isinstance(found, HttpResponse):
        return found
    villages = list(with_predecessors(found).values_list("pk", flat=True))
    _, urgent = rows_of(villages, 1, timezone.localdate())
    return answer(
        f"{everyday_name(found.name)}的征地期限",
        events(request, [(row.case, row.status) for row in urgent]),
        code,
    )


def events(request: HttpRequest, cases: Iterable[tuple[Case, Status]]) -> list[Event]:
    return [
        Event(
            uid=f"{case.public_id}-{period.kind.code.lower()}@cuntu",
            on=period.last_day,
            summary=f"{period.kind.name}{'最早' if period.waiting else ''}最后一天：{case.name}",
            description="\n".join(filter(None, (period.kind.plain, period.what_you_can_do, period.rule))),
            url=Skin(request).absolute(case.get_absolute_url()),
            is_tentative=period.provisional,
        )
        for case, status in cases
        for period in status.periods
    ]


def answer(name: str, found: list[Event], file_name: str) -> HttpResponse:
    response = HttpResponse(
        calendar(name, found, timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name}.ics"'
    return response
