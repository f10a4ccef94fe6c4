"""我符合哪些: the questions and all the rules go to the browser, which compares. No answer of the visitor comes back.

What somebody says about age, household or income is personal information (个人信息保护法 4, 6): what need not be
processed is not sent.
"""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.benefits.condition import choices_of, conditions_of, questions
from layers.benefits.models import Benefit, Served
from layers.benefits.profile import NONE_OF_THEM
from portal.modules.enterprise_policies.benefits import AREAS


@require_safe
def match(request: HttpRequest, served: str) -> HttpResponse:
    if served not in Served.values:
        raise Http404("只有给企业的和给居民的两类政策")
    today = timezone.localdate()
    rows = Benefit.objects.published().filter(Q(valid_until=None) | Q(valid_until__gte=today), served=served)
    found = rows.select_related("region", "policy").defer(*AREAS, "policy__body")
    told: list[dict[str, Any]] = [
        {
            "name": one.name,
            "url": one.get_absolute_url(),
            "amount": one.amount,
            "caution": one.caution(today),
            "how": one.how_to_apply.splitlines(),
            "conditions": conditions_of(one),
        }
        for one in found.prefetch_related("rules__attribute").order_by("name", "pk")
    ]
    used = {condition["attribute"] for one in told for condition in one["conditions"]}
    asked = [(one, choices_of(one)) for one in questions(served) if one.code in used]
    context = {
        "served": Served(served),
        "other": next(one for one in Served if one != served),
        "questions": asked,
        "none_of_them": NONE_OF_THEM,
        "benefits": told,
    }
    return render(request, "enterprise_policies/match.html", context)
