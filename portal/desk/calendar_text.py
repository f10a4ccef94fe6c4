"""/staff/changes/<id>/days/: a whole year of the calendar pasted as text, into the draft. All faults at once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from geo.errors import BadInput
from layers.changes.errors import Conflict
from layers.workdays.calendar_file import CalendarFileError, decode, parse
from portal.desk.edit import address, is_stale, written
from portal.desk.edit_page import Draft, opened

HEADING = "日期,类型,节日"


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Replaces the days of the draft by those of the text; the rest of the draft stays."""
    draft = opened(request, public_id, "", "")
    if draft.noun.name != "calendar" or draft.change_set.author_id != request.user.pk or not draft.is_open:
        raise Http404
    text, errors, status = as_text(draft), [], 200
    if request.method == "POST":
        file = request.FILES.get("file")
        text = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            # The limit of the door stands before the reading: a film is not read into memory.
            text = decode(file.read(100_001)) if file else text
            days = [
                {"date": day.date.isoformat(), "kind": str(day.kind), "name": day.name}
                for day in parse(text, int(draft.row.key))
            ]
            if stale := is_stale(request, draft):
                raise Conflict(stale)
            written(request, draft, draft.content | {"days": days})
            return redirect(address(draft.change_set))
        except CalendarFileError as problem:
            errors, status = problem.errors, 422
        except (BadInput, Conflict) as problem:
            errors, status = [problem.message], 409 if isinstance(problem, Conflict) else 422
    context = {"change_set": draft.change_set, "year": draft.row.key, "text": text, "errors": errors}
    return render(request, "desk/calendar_text.html", context, status=status)


def as_text(draft: Draft) -> str:
    kinds = {"HOLIDAY": "放假", "MAKEUP": "调休上班"}
    lines = [
        f"{day['date']},{kinds.get(day['kind'], day['kind'])},{day['name']}" for day in draft.content["days"]
    ]
    return "\n".join([HEADING, *lines])
