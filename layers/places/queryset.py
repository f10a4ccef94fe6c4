"""The phrases in which a page asks for places: which, where, open when, in what order."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Case, F, FloatField, Func, IntegerField, Q, Value, When

from geo.bbox import BBox
from geo.crs import CGCS2000
from layers.places.opening import closing_times, kinds_of
from layers.places.wanted import lacking
from layers.publication import PublishedQuerySet
from layers.search.matching import called, keys_holding
from layers.search.query import words_of
from layers.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    from layers.places.models import Place  # noqa: F401  named in a string below

# The areas of a county and a town weigh megabytes; no list of places needs them.
PARENTS = ("region", "region__manage_parent", "region__manage_parent__manage_parent")
UNNEEDED = [f"{parent}__{field}" for parent in PARENTS for field in ("area", "public_area", "label_point")]


class Geography(Func):
    """Degrees as a geography, so that distances come in metres."""

    template = "(%(expressions)s)::geography"
    output_field = PointField(srid=CGCS2000, geography=True)


class Nearness(Func):
    """Metres on the sphere; ordered by it, PostgreSQL walks the index places_nearest."""

    template = "(%(expressions)s)"
    arg_joiner = " <-> "
    output_field = FloatField()


class Metres(Func):
    """Metres on the ellipsoid, for the label."""

    function = "ST_Distance"
    output_field = FloatField()


class PlaceQuerySet(PublishedQuerySet["Place"]):
    def lacking(self) -> Self:
        """Those that lack something that their category wants by now."""
        return self.filter(lacking())

    def in_group(self, code: str) -> Self:
        return self.filter(category__group_id=code)

    def in_category(self, code: str) -> Self:
        return self.filter(category_id=code)

    def in_region(self, path: str) -> Self:
        """Places in the unit with this path or in any that it manages."""
        return self.filter(region__path__startswith=path)

    def within(self, bbox: BBox) -> Self:
        """Places in a box of EPSG:4490 degrees."""
        box = Polygon.from_bbox(bbox.as_tuple())
        box.srid = CGCS2000
        return self.filter(location__intersects=box)

    def handling(self, item_id: int) -> Self:
        return self.filter(handled__item_id=item_id)

    def open_at(self, moment: datetime, calendar: WorkCalendar) -> Self:
        """Places whose registered hours hold ``moment``; one without hours is not among them.

        Agrees with ``opening_at``: a make-up Saturday is a working day, a holiday a rest day.
        """
        day, clock, closes = closing_times(moment)
        open_places = self.model._base_manager.filter(
            opening_hours__days__in=kinds_of(day, calendar),
            opening_hours__opens__lte=clock,
            **{f"opening_hours__{lookup}": value for lookup, value in closes.items()},
        )
        return self.filter(pk__in=open_places.values("pk"))

    def called(self, text: str) -> Self:
        """Places whose name, alias or address holds ``text``, which belong to a category called so, or where a
        matter called so is handled: 社保 finds the window, not only the signboard.

        Through the search index, without a limit. Raises BadInput("q", …) for an empty or overlong text.
        """
        words = words_of(text)
        found = Q()
        for word in words:
            found &= called("place", word) | Q(category__name__icontains=word) | Q(category__group__name=word)
        items = [keys_holding("item", word) for word in words]
        handled = Q(*(Q(item__public_id__in=keys) for keys in items)) & Q(item__withdrawn_at__isnull=True)
        at_window = self.model._meta.get_field("handled").related_model._base_manager.filter(handled)
        return self.filter(found | Q(pk__in=at_window.values("place")))

    def nearest_to(self, lng: float, lat: float) -> Self:
        """Nearest first, with ``distance_m`` (geodesic, from the public location). Degrees of EPSG:4490.

        No second key: PostgreSQL 15 would no longer walk the index. A list that is paged adds ``steadily()``.
        """
        here = Geography(Value(Point(lng, lat, srid=CGCS2000), output_field=PointField(srid=CGCS2000)))
        there = Geography(F("public_location"))
        return self.annotate(distance_m=Metres(there, here)).order_by(Nearness(there, here))

    # By theme, as the chips stand; the key keeps the pages of a list apart from one another.
    LIST_ORDER = (
        "category__group__sort_key",
        "category__group_id",
        "category__sort_key",
        "category_id",
        "name",
        "pk",
    )

    def own_region_first(self, paths: list[str]) -> Self:
        """In the village, then in its town, then in its county (``paths`` of these, the smallest first); within
        each as ordered before."""
        own: Any = Case(
            *(When(region__path__startswith=path, then=Value(rank)) for rank, path in enumerate(paths)),
            default=Value(len(paths)),
            output_field=IntegerField(),
        )
        return self.annotate(own_rank=own).order_by("own_rank", *self.query.order_by)

    def enough_of_own(self, paths: list[str], wanted: int) -> Self:
        """Those of the smallest unit that has so many, else all: with its own first nobody sees the others."""
        for path in paths:
            own = self.in_region(path)
            if own.order_by()[:wanted].count() == wanted:
                return own
        return self

    def steadily(self) -> Self:
        """The order so far, ties by key, so that no place stands on two pages of a list."""
        return self.order_by(*self.query.order_by, "pk")

    def in_list_order(self) -> Self:
        return self.order_by(*self.LIST_ORDER)

    def for_list(self) -> Self:
        """With all that a row of a list shows, in three queries."""
        return (
            self.select_related("category__group", *PARENTS)
            .defer(*UNNEEDED)
            .prefetch_related("opening_hours", "phones")
        )
