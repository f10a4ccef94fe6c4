"""我的区域一览: what there is in one's scope."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from layers.changes.models import ChangeSet
from layers.changes.redacting import asked_for
from layers.land.models import Case
from layers.places.models import Place
from layers.places.wanted import lacking
from layers.screening.seeing import pending
from layers.staff.scope import Scope
from portal.desk.counting import count, shown

A_YEAR = dt.timedelta(days=365)
# Word → the list that shows them; one that begins with / is a page of its own.
LISTS = {
    "网点": "places",
    "一年以上未核实的网点": "places",
    "缺必填项的网点": "places?lacking=1",
    "征地案件": "cases",
    "在办的案件": "cases",
    "范围内的草稿": "",
    "待处理的个人信息提示": "/screenings",
    "待删除内容的公开文件": "/screenings",
}


def wanted(scope: Scope, today: dt.date) -> dict[str, Any]:
    places = scope.rows(Place.objects.filter(withdrawn_at__isnull=True))
    every_case = Case.objects.filter(withdrawn_at__isnull=True)
    stale = Q(verified_on__isnull=True) | Q(verified_on__lt=today - A_YEAR)
    rows: list[QuerySet[Any]] = [
        places,
        places.filter(stale),
        places.filter(lacking()),
        scope.rows(every_case, "county__path"),
        scope.rows(every_case.in_progress(today), "county__path"),
        ChangeSet.objects.visible_to(None, scope).filter(state="draft"),
        pending(None, scope),
        asked_for(scope),
    ]
    return {word: count(one) for word, one in zip(LISTS, rows, strict=True)}


def glance(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Word, number as text, address of the list that shows them."""
    return [(word, shown(found[word]), address(slug)) for word, slug in LISTS.items()]


def address(slug: str) -> str:
    if slug.startswith("/"):
        return reverse(f"desk:{slug[1:]}")
    name, _, query = slug.partition("?")
    return reverse("desk:list", args=[name]) + (f"?{query}" if query else "") if name else ""
