"""What a release tells those who subscribed: written with it, in its transaction, or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from layers.audit.acting import actor
from layers.organisations.models import Organisation
from layers.regions.models import Region
from layers.subscriptions.notices import Notice, NoticeTopic
from layers.subscriptions.tasks import expand_soon


@dataclass(frozen=True)
class News:
    """``event`` names it for good; ``region`` is a 12-digit code, ``organisation`` a public id or None: whose content it
    is. ``topics`` are pairs of kind and key."""

    event: str
    kind: str
    title: str
    about: str
    place: str
    address: str
    region: str
    organisation: str | None
    topics: frozenset[tuple[str, str]]


def announce(news: Iterable[News]) -> int:
    """Writes a notice for each that was not told before, and puts its expansion into the queue: the number of them."""
    told = list(news)
    regions = dict(Region.objects.filter(code__in={one.region for one in told}).values_list("code", "pk"))
    named = {one.organisation for one in told} - {None}
    offices = dict(Organisation.objects.filter(public_id__in=named).values_list("public_id", "pk"))
    known = set(Notice.objects.filter(event__in=[one.event for one in told]).values_list("event", flat=True))
    fresh = [one for one in told if one.event not in known]
    if not fresh:
        return 0
    made = Notice.objects.bulk_create(
        Notice(
            event=one.event,
            kind_id=one.kind,
            title=_fitting("title", one.title),
            about=_fitting("about", one.about),
            place=_fitting("place", one.place),
            address=one.address,
            region_id=regions[one.region],
            organisation_id=offices.get(one.organisation) if one.organisation else None,
            released_by_id=int(actor() or 0) or None,
        )
        for one in fresh
    )
    NoticeTopic.objects.bulk_create(
        NoticeTopic(notice=notice, kind=kind, key=key)
        for notice, one in zip(made, fresh, strict=True)
        for kind, key in sorted(one.topics)
    )
    expand_soon()
    return len(made)


def _fitting(name: str, text: str) -> str:
    """A message is short; the page that it leads to says all."""
    longest = getattr(Notice._meta.get_field(name), "max_length", None)
    assert longest is not None
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
