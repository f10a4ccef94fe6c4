"""/map/<id>: everything about one place; the same content, as a part, opens beside the map."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from geo.navigation import wechat_location
from layers.places.models import HandledItem, Picture, Place, Post, Question
from layers.places.opening import opening_at, rules_of, week_of
from layers.places.queryset import PARENTS, UNNEEDED, PlaceQuerySet
from layers.places.way import distance_words
from layers.workdays.calendar import load_calendar
from portal.map_options import map_options
from portal.modules.convenience_map.hand_off import entrance_and_target
from portal.modules.convenience_map.wish import Wish, private
from portal.own_address import at_its_own_address, find

# Some four kilometres around the place, in degrees: the offline base names towns only.
AROUND = 0.02


@require_safe
@at_its_own_address("/map/%s")
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    context = place_context(request, public_id)
    point = context["place"].public_location
    view = [point.x - AROUND, point.y - AROUND, point.x + AROUND, point.y + AROUND]
    context["map_options"] = map_options(label=f"{context['place']}在地图上的位置", view=view, locate=False)
    context["wechat_location"] = wechat_location(entrance_and_target(context["place"])[1])
    context["map_points"] = [
        {
            "id": public_id,
            "lng": point.x,
            "lat": point.y,
            "name": context["place"].name,
            "hue": context["place"].category.group.hue,
            "icon": context["place"].category.icon,
        }
    ]
    return private(render(request, "convenience_map/place.html", context), context["wish"])


@require_safe
@at_its_own_address("/map/%s/part")
def place_part(request: HttpRequest, public_id: str) -> HttpResponse:
    context = place_context(request, public_id)
    return private(render(request, "convenience_map/place_part.html", context), context["wish"])


def place_context(request: HttpRequest, public_id: str) -> dict[str, Any]:
    wish, _ = Wish.of_page(request.GET)
    found: Place = find(with_everything(wish), public_id)
    hours, moment, calendar = list(found.opening_hours.all()), timezone.now(), load_calendar()
    return {
        "wish": wish,
        "place": found,
        "opening": opening_at(hours, moment, calendar),
        "week": week_of(hours, moment, calendar),
        "rules": rules_of(hours),
        "distance": distance_words(found.distance_m) if hasattr(found, "distance_m") else "",
        "handled": [row for row in found.handled.all() if row.item.withdrawn_at is None],
        "photos": [row for row in found.pictures.all() if row.file.kind == "photo"],
        "films": [row for row in found.pictures.all() if row.file.kind in {"animation", "video"}],
        "way_query": f"?lng={wish.position.lng:.5f}&lat={wish.position.lat:.5f}" if wish.position else "",
        "as_of": found.verified_on,
    }


def told(model: type[Post] | type[Question], *columns: str) -> ArraySubquery:
    """Rows of the place as JSON, in their order: what is only read out wants no query of its own."""
    rows = model._default_manager.filter(place=OuterRef("pk")).order_by("sort_key", "pk")
    return ArraySubquery(rows.values(told=JSONObject(**{name: name for name in columns})))


def with_everything(wish: Wish) -> PlaceQuerySet:
    """Withdrawn ones too: six queries, whatever the place has."""
    places = (
        Place.objects.select_related("category__group", "organisation", "audio", "successor", *PARENTS)
        .defer(*UNNEEDED)
        .annotate(
            told_posts=told(Post, "title", "duties", "phone"),
            told_questions=told(Question, "question", "answer"),
        )
    )
    if wish.position:
        places = places.nearest_to(wish.position.lng, wish.position.lat)
    return places.prefetch_related(
        "opening_hours",
        "phones",
        "entrances",
        Prefetch("handled", HandledItem.objects.select_related("item__organisation").order_by("item__name")),
        Prefetch("pictures", Picture.objects.select_related("file")),
    )
