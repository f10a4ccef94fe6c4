"""/staff/notices/: what was told to those who subscribed, in one's scope: numbers by state, failures, no recipient."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers.staff.models import READING_ROLES
from layers.staff.scope import scope_for
from layers.subscriptions.counting import LISTED, deliveries
from layers.subscriptions.models import Notice
from portal.desk.refusals import only_for


@only_for(*READING_ROLES)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = scope_for(request).rows(Notice.objects.all(), "region__path", "organisation_id")
    return render(request, "desk/notices.html", {"rows": deliveries(rows), "shown": LISTED})
