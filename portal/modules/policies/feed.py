"""/policies/sections/<code>.atom: the newest policies of a section; a retired one's feed still answers."""

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from layers.policies.models import Policy, PolicySection
from portal.skins import Skin

MOST_ENTRIES = 50


@require_safe
def section_feed(request: HttpRequest, code: str) -> HttpResponse:
    return SectionFeed()(request, section=get_object_or_404(PolicySection, code=code))


class SectionFeed(Feed[Policy, PolicySection]):
    feed_type = Atom1Feed
    language = "zh-cn"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> PolicySection:
        self.request = request
        return kwargs["section"]  # type: ignore[no-any-return]

    def title(self, section: PolicySection) -> str:
        return section.name

    def link(self, section: PolicySection) -> str:
        return Skin(self.request).absolute(section.get_absolute_url())

    def feed_url(self, section: PolicySection) -> str:
        return f"{self.link(section)}.atom"

    def feed_guid(self, section: PolicySection) -> str:
        return f"urn:x-cuntu:policies:{section.code}"

    def items(self, section: PolicySection) -> Any:
        rows = Policy.objects.published().filter(section=section).select_related("organisation").defer("body")
        return rows.order_by("-published_at", "-pk")[:MOST_ENTRIES]

    def item_title(self, item: Policy) -> str:
        return item.title

    def item_description(self, item: Policy) -> str:
        standing = item.standing(timezone.localdate()).word
        return "。".join(filter(None, (item.summary, f"{item.organisation.name}，{standing}")))

    def item_link(self, item: Policy) -> str:
        return Skin(self.request).absolute(item.get_absolute_url())

    def item_guid(self, item: Policy) -> str:
        return f"urn:x-cuntu:policy:{item.public_id}"

    def item_updateddate(self, item: Policy) -> dt.datetime:
        return item.published_at
