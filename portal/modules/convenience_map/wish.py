"""What a visitor wants to see on the map: theme, words, open now, near where. One typed value for list and points."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from geo.errors import BadInput
from geo.number import parse_natural
from geo.position import Position
from layers.places.models import Category, CategoryGroup, Place
from layers.places.queryset import PlaceQuerySet
from layers.search.query import LONGEST, words_of
from layers.workdays.calendar import WorkCalendar

STRICT = {"group", "category", "q", "open"}
MOST_PAGES = 9_999


@dataclass(frozen=True)
class Wish:
    """``group`` and ``category`` are codes, ``text`` what was typed; empty or None means: all the same to me."""

    group: str = ""
    category: str = ""
    text: str = ""
    open_now: bool = False
    position: Position | None = None
    page: int = 1

    @classmethod
    def of_page(cls, query: QueryDict) -> tuple[Self, str]:
        """What a page was asked, and a sentence about what it could not use. WeChat and others add parameters of
        their own, so nothing here is refused."""
        text, note = query.get("q", "").strip()[:LONGEST], ""
        if text:
            try:
                words_of(text)
            except BadInput as error:
                text, note = "", error.message
        try:
            position = (
                Position.parse(query.get("lng"), query.get("lat")) if {"lng", "lat"} <= query.keys() else None
            )
        except BadInput:
            position, note = None, "没有看懂位置，下面按类别排列"
        try:
            page = max(
                1, parse_natural(query.get("page", "1"), parameter="page", title="页码", high=MOST_PAGES)
            )
        except BadInput:
            page = 1
        wish = cls(
            group=query.get("group", "")[:40],
            category=query.get("category", "")[:40],
            text=text,
            open_now=query.get("open") == "1",
            position=position,
            page=page,
        )
        return wish, note

    @classmethod
    def of_machine(cls, query: QueryDict) -> Self:
        """The parameters group, category, q and open, each at most once. Raises BadInput that names the wrong one."""
        for name, values in query.lists():
            if name not in STRICT:
                raise BadInput(name[:40], f"没有这个参数，可用：{'、'.join(sorted(STRICT))}")
            if len(values) > 1:
                raise BadInput(name, "这个参数只能有一个")
        if query.get("open", "1") != "1":
            raise BadInput("open", "只能是 1（现在开门）")
        group, category, text = (query.get(name, "") for name in ("group", "category", "q"))
        if group and not CategoryGroup.objects.filter(code=group).exists():
            raise BadInput("group", "没有这个类目组")
        if category and not Category.objects.filter(code=category).exists():
            raise BadInput("category", "没有这个类目")
        if "q" in query:
            words_of(text)
        return cls(group=group, category=category, text=text.strip(), open_now="open" in query)

    def places(self, moment: datetime, calendar: WorkCalendar) -> PlaceQuerySet:
        """What the wish leaves, whatever its theme: the chips count these."""
        places = Place.objects.published()
        if self.text:
            places = places.called(self.text)
        if self.open_now:
            places = places.open_at(moment, calendar)
        return places

    def of_theme(self, places: PlaceQuerySet) -> PlaceQuerySet:
        if self.category:
            return places.in_category(self.category)
        return places.in_group(self.group) if self.group else places

    def but(self, **changes: Any) -> Self:
        """The same wish with something else in it, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    @property
    def href(self) -> str:
        """The map page that shows it. The position goes along, or 附近 would end at the first tap."""
        words: dict[str, Any] = {"group": self.group, "category": self.category, "q": self.text}
        words["open"] = "1" if self.open_now else ""
        words["page"] = self.page if self.page > 1 else ""
        if self.position:
            words |= {"lng": f"{self.position.lng:.5f}", "lat": f"{self.position.lat:.5f}"}
        given = {name: value for name, value in words.items() if value}
        page = reverse("convenience_map:map")
        return f"{page}?{urlencode(given)}" if given else page


def private(response: HttpResponse, wish: Wish) -> HttpResponse:
    """A page that knows where somebody stands is kept by nobody."""
    if wish.position:
        response["Cache-Control"] = "no-store"
    return response
