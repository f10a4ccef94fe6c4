"""/staff/suggest/<relation>?q=: what a relation may be set to, of what the user may edit."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from layers.staff.models import Role
from layers.staff.scope import scope_for
from portal.desk.forms.offers import offer_named


@require_safe
def suggest(request: HttpRequest, relation: str) -> HttpResponse:
    """{"results": [{"key", "name", "region", "text"}]}, at most a dozen; none for who edits nothing."""
    offer = offer_named(relation)
    scope = scope_for(request)
    if offer is None or not scope.has(Role.EDITOR):
        raise Http404
    return JsonResponse({"results": offer.suggestions(scope, request.GET.get("q", ""))})
