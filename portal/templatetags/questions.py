"""{% load questions %}, then {% questions_about "item" item %} on the page of what was asked about."""

from typing import Any

from django import template
from django.db.models import Model

from layers.consultations.selected import SelectedAnswer

register = template.Library()
MOST_BESIDE = 5


@register.inclusion_tag("parts/questions_about.html")
def questions_about(tie: str, thing: Model, level: int = 2) -> dict[str, Any]:
    """``tie``: item, place or case."""
    rows = SelectedAnswer.objects.about(**{tie: thing}).select_related("organisation")[:MOST_BESIDE]
    return {"tie": tie, "thing": thing, "rows": rows, "level": level}
