"""/staff/cases/<key>/survey: 界址坐标 of a case for who may see it there; that they were taken away is recorded first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from importers.exports.survey import FORMATS, survey_file
from layers.audit.acting import acting_in
from layers.audit.record import record
from layers.land.models import ParcelSurvey
from layers.staff.scope import scope_for
from portal.desk.noun import desk_noun
from portal.desk.record import seen

MEDIA_TYPES = {"txt": "text/plain; charset=gb18030", "shp.zip": "application/zip"}


@require_POST
def survey_export(request: HttpRequest, key: str) -> HttpResponse:
    """POST format=txt|shp.zip|gpkg. Raises NotSeen outside of the scope, BadInput where there is nothing to export."""
    case = seen(desk_noun("cases"), request, key)
    format = request.POST.get("format", "")
    content, surveys = survey_file(case, format, timezone.localdate())
    with acting_in(request, scope=scope_for(request)):
        detail = {"title": case.name, "file": FORMATS[format], "rows": len(surveys)}
        record("export", noun=ParcelSurvey, keys=[survey.pk for survey in surveys], detail=detail)
    answer = HttpResponse(content, content_type=MEDIA_TYPES.get(format, "application/octet-stream"))
    disposition = content_disposition_header(True, f"界址坐标-{case.public_id}.{format}")
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
