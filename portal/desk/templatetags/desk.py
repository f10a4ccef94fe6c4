"""Template tags of the desk: {% load desk %}, then {% desk_navigation as pages_of_desk %}."""

from typing import Any

from django import template

from portal.desk.navigation import entries_for

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_navigation(context: template.Context) -> list[dict[str, Any]]:
    return entries_for(context["request"])
