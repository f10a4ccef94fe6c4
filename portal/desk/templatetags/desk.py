"""Template tags of the desk: {% load desk %}, then {% desk_menu as menu %}."""

from typing import Any

from django import template

from portal.desk.navigation import menu_for

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: template.Context) -> dict[str, Any]:
    return menu_for(context["request"])
