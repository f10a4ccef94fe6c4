"""/c/<id>.atom and /v/<code>.atom: each notice, step and document as an entry of its own, the newest first."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from layers.land.facts import CaseFacts, StageFact, facts_of_all, load_procedure
from layers.land.models import Case, CaseVillage
from layers.regions.everyday import everyday_name
from portal.modules.land_info.case import find_case, withdrawn
from portal.modules.land_info.case_documents import MOST_DOCUMENTS, address, public_documents
from portal.modules.land_info.finding import subscribed_village
from portal.skins import Skin

MOST_ENTRIES = 50
MOST_CASES = 50


@dataclass(frozen=True)
class Entry:
    """``id`` stays, whatever address the site gets; a corrected notice and a new version are entries of their own."""

    id: str
    title: str
    summary: str
    link: str
    at: dt.datetime


@dataclass(frozen=True)
class Source:
    """What one feed is about: its page, and its entries."""

    id: str
    title: str
    path: str
    entries: list[Entry]


@require_safe
def case_feed(request: HttpRequest, public_id: str) -> HttpResponse:
    found = find_case(public_id)
    if found.withdrawn_at is not None:
        return withdrawn(request, found)
    path = found.get_absolute_url()
    source = Source(f"urn:x-cuntu:case:{found.public_id}", found.name, path, entries(request, [found]))
    return LandFeed()(request, source=source)


@require_safe
def village_feed(request: HttpRequest, code: str) -> HttpResponse:
    """With the cases of the former villages that it took the place of."""
    found = subscribed_village(code, "atom")
    if isinstance(found, HttpResponse):
        return found
    villages = list(with_predecessors(found).values_list("pk", flat=True))
    mine = CaseVillage.objects.filter(village__in=villages).values("case")
    cases = Case.objects.published().filter(pk__in=mine).defer("public_area").with_facts().newest_first()
    title = f"{everyday_name(found.name)}的征地"
    newest = entries(request, cases[:MOST_CASES])
    return LandFeed()(
        request, source=Source(f"urn:x-cuntu:village:{code}", title, found.get_absolute_url(), newest)
    )


def entries(request: HttpRequest, cases: Iterable[Case]) -> list[Entry]:
    """Two queries beside that of the cases."""
    today, told = timezone.localdate(), facts_of_all(cases, load_procedure())
    found = [
        of_stage(request, case, facts, stage)
        for case, facts in told
        for stage in facts.stages
        if stage.posted_on <= today
    ]
    found += of_documents(request, [case.pk for case, _ in told])
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)[:MOST_ENTRIES]


def of_stage(request: HttpRequest, case: Case, facts: CaseFacts, stage: StageFact) -> Entry:
    kind = facts.kind(stage.code)
    assert kind is not None
    corrected = f"（更正，第 {stage.version} 版）" if stage.version > 1 else ""
    return Entry(
        f"urn:x-cuntu:case:{case.public_id}:{stage.code.lower()}:{stage.version}",
        f"{kind.name}{corrected}：{case.name}",
        "。".join(filter(None, (kind.plain, kind.what_you_can_do))),
        Skin(request).absolute(case.get_absolute_url()),
        timezone.make_aware(dt.datetime.combine(stage.posted_on, dt.time())),
    )


def of_documents(request: HttpRequest, cases: list[int]) -> Iterator[Entry]:
    """One file may be a part of several cases; it is one entry."""
    documents: dict[str, Any] = {}
    for row in public_documents(cases).order_by("-case__began_on", "pk")[:MOST_DOCUMENTS]:
        documents.setdefault(row.document.public_id, row)
    for public_id, row in documents.items():
        yield Entry(
            f"urn:x-cuntu:document:{public_id}:{row.number}",
            f"{row.kind.name}：{row.title}",
            f"{row.case.name}公布了文件，第 {row.number} 版",
            Skin(request).absolute(address(row)),
            row.published_at,
        )


class LandFeed(Feed[Entry, Source]):
    feed_type = Atom1Feed
    language = "zh-cn"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Source:
        self.request = request
        return kwargs["source"]  # type: ignore[no-any-return]

    def title(self, source: Source) -> str:
        return source.title

    def link(self, source: Source) -> str:
        return Skin(self.request).absolute(source.path)

    def feed_url(self, source: Source) -> str:
        return Skin(self.request).absolute(f"{source.path}.atom")

    def feed_guid(self, source: Source) -> str:
        return source.id

    def items(self, source: Source) -> list[Entry]:
        return source.entries

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:
        return item.summary

    def item_link(self, item: Entry) -> str:
        return item.link

    def item_guid(self, item: Entry) -> str:
        return item.id

    def item_updateddate(self, item: Entry) -> dt.datetime:
        return item.at
