"""Who may do a step of a review, the nearest first: the question of ``scope`` asked from the side of the row."""

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from layers.organisations.models import Organisation
from layers.organisations.tree import above
from layers.regions.models import Region
from layers.staff.models import Assignment, Deputy, Role, User


def who_may(
    role: Role | str,
    region: Region,
    organisation: Organisation | None,
    *,
    secrecy: bool = False,
    on: dt.date | None = None,
    desk: Organisation | None = None,
) -> QuerySet[User]:
    """The active people whose scope covers a row of that region and organisation in that role, deputies included.

    Each carries ``level``, that of the nearest region by which they may: those of the row's own level come first
    (``.filter(level=region.level)``), the desk of the parent after them. A village has one clerk.

    ``desk`` is the office in which a draft was written: those of another office do not see it (``covers_draft``).
    """
    day = on or timezone.localdate()
    asked = (role, region, organisation, secrecy, desk)
    own = Assignment.objects.valid_on(day).filter(_covering("", *asked))
    lent = Deputy.objects.valid_on(day).filter(_covering("assignment__", *asked))
    nearest = [
        Subquery(found.filter(user=OuterRef("pk")).order_by(f"-{level}").values(level)[:1])
        for found, level in ((own, "region__level"), (lent, "assignment__region__level"))
    ]
    people = User.objects.filter(is_active=True).annotate(level=Greatest(*nearest))
    return people.filter(level__isnull=False).order_by("-level", "username")


def _covering(
    prefix: str,
    role: Role | str,
    region: Region,
    organisation: Organisation | None,
    secrecy: bool,
    desk: Organisation | None,
) -> Q:
    covering = Q(**{f"{prefix}role": role, f"{prefix}region__in": _line(region)})
    own = Q(pk__in=[])
    if organisation is not None:
        own = Q(**{f"{prefix}organisation__in": above(organisation.pk)})
        covering &= own | ~Q(**{f"{prefix}region": region})
    if desk is not None:
        same_office = Q(**{f"{prefix}organisation__in": above(desk.pk)})
        covering &= own | same_office | Q(**{f"{prefix}region__in": _line(desk.region)[:-1]})
    return covering & Q(**{f"{prefix}is_secrecy_reviewer": True}) if secrecy else covering


def _line(region: Region) -> list[int]:
    """The path of a region is the keys from the city down to it."""
    return [int(key) for key in region.path.split("/") if key]
