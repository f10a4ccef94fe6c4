"""{% load videos %}, then {% player playable %}, and {% videos_about "place" place %} on the page of what a video is about."""

from typing import Any

from django import template
from django.db.models import Model

from layers.videos.models import Video
from portal.playing import Playable, playable

register = template.Library()
# More than three films on the page of something else are a list of films.
MOST_BESIDE = 3


@register.inclusion_tag("parts/player.html", takes_context=True)
def player(context: dict[str, Any], of: Playable, preload: str = "metadata") -> dict[str, Any]:
    return {"playable": of, "video": of.video, "preload": preload, "skin": context["skin"]}


@register.inclusion_tag("parts/videos_about.html", takes_context=True)
def videos_about(context: dict[str, Any], tie: str, thing: Model, level: int = 2) -> dict[str, Any]:
    """``tie``: place, item, policy or case. The copies for phones, and nothing of them before somebody presses play."""
    rows = Video.objects.about(**{tie: thing}).with_renditions()[:MOST_BESIDE]
    return {
        "playables": [playable(video, small=True) for video in rows],
        "skin": context["skin"],
        "level": level,
    }


@register.filter
def clock(seconds: float) -> str:
    """3:20, as players write it."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
