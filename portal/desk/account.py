"""/staff/account/: what the system knows of who asks, and what they may do."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.staff.models import Assignment, Deputy, User
from layers.staff.second_factor import is_enrolled
from portal.desk.sessions import previous_login


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    today = timezone.localdate()
    held = Assignment.objects.valid_on(today).filter(user=user).select_related("region", "organisation")
    lent = Deputy.objects.valid_on(today).filter(user=user)
    changed_at = user.password_changed_at or user.date_joined
    context = {
        "assignments": held,
        "deputies": lent.select_related("assignment__user", "assignment__region", "assignment__organisation"),
        "lent_out": Deputy.objects.filter(assignment__user=user, valid_to__gte=today)
        .select_related("user", "assignment__region")
        .order_by("valid_from", "pk"),
        "previous": previous_login(request),
        "has_second_factor": is_enrolled(user),
        "password_until": changed_at + dt.timedelta(days=settings.PASSWORD_DAYS),
    }
    return render(request, "desk/account.html", context)
