"""/open/feed.atom: the newest lines of the catalogue, for any choice of facets and words."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from layers.search.models import OpenEntry
from layers.search.open_catalogue import FACETS, Wish, page
from portal.listing import address
from portal.pages.open_catalogue import named
from portal.skins import Skin

FEED_SIZE = 50


@require_safe
def open_feed(request: HttpRequest) -> HttpResponse:
    return OpenFeed()(request, wish=Wish.read(request.GET))


class OpenFeed(Feed[OpenEntry, Wish]):
    """By index number: what is released anew keeps its identity."""

    feed_type = Atom1Feed
    language = "zh-cn"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Wish:
        self.request = request
        return kwargs["wish"]  # type: ignore[no-any-return]

    def title(self, wish: Wish) -> str:
        chosen = [
            names[wish.value(facet)][1]
            for facet in FACETS
            if wish.value(facet) is not None and (names := named(facet, [wish.value(facet)]))
        ]
        return " · ".join(["政府信息公开目录", *chosen, *(f"“{word}”" for word in wish.words)])

    def link(self, wish: Wish) -> str:
        return Skin(self.request).absolute(address(self.request).replace("/open/feed.atom", "/open/", 1))

    def feed_url(self, wish: Wish) -> str:
        return Skin(self.request).absolute(address(self.request))

    def items(self, wish: Wish) -> list[OpenEntry]:
        return page(wish, FEED_SIZE)[0]

    def item_title(self, item: OpenEntry) -> str:
        return item.entry.name

    def item_description(self, item: OpenEntry) -> str:
        told = [f"索引号 {item.number}", item.get_genre_display()]
        return "，".join([*told, *([item.organisation.name] if item.organisation else [])])

    def item_link(self, item: OpenEntry) -> str:
        return Skin(self.request).absolute(item.entry.url)

    def item_guid(self, item: OpenEntry) -> str:
        return f"urn:x-cuntu:open:{item.number}"

    def item_pubdate(self, item: OpenEntry) -> dt.datetime:
        return item.published_at

    def item_updateddate(self, item: OpenEntry) -> dt.datetime:
        return item.published_at
