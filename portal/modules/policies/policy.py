"""/policies/<id>: whether it holds, what it says, its files, what it means, how one applies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from layers.documents.known_kinds import BY_MEDIA_TYPE
from layers.policies.files import POLICY_FILES
from layers.policies.models import Policy
from portal.modules.policies.policies import days_to_apply
from portal.own_address import at_its_own_address, find


@require_safe
@at_its_own_address("/policies/%s")
def policy(request: HttpRequest, public_id: str) -> HttpResponse:
    today = timezone.localdate()
    every = Policy.objects.select_related("organisation", "section", "interprets", "replaced_by", "successor")
    found: Policy = find(every, public_id)
    # A 解读 holds as long as what it interprets does.
    original = found.interprets if shown(found.interprets) else found
    assert original is not None
    readings = original.interpretations.published().exclude(pk=found.pk).order_by("-issued_on", "pk")
    context = {
        "policy": found,
        "original": original,
        "standing": original.standing(today),
        "successor": original.replaced_by if shown(original.replaced_by) else None,
        "replaces": found.replaces.published().order_by("-issued_on"),
        "readings": readings,
        "files": [
            (one, BY_MEDIA_TYPE[one.publication.derivative.media_type].title)
            for one in POLICY_FILES.public_files(found.pk)
        ],
        "benefits": original.benefits.published().order_by("name", "pk"),
        "classes": found.classes.filter(policy_class__is_confirmed=True).select_related("policy_class"),
        "may_apply": original.may_be_applied_for(today),
        "is_before": original.apply_from is not None and original.apply_from > today,
        "days_left": days_to_apply(original),
        "today": today,
    }
    return render(request, "policies/policy.html", context)


def shown(policy: Policy | None) -> bool:
    """Whether one may be led there: what was withdrawn is named nowhere."""
    return policy is not None and policy.withdrawn_at is None and policy.published_at <= timezone.now()
