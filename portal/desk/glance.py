"""我的区域一览: what there is in one's scope, all numbers in one query, none counted beyond what a person reads."""

import datetime as dt
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.urls import reverse

from layers.changes.models import ChangeSet
from layers.changes.redacting import asked_for
from layers.land.models import Case
from layers.places.models import Place
from layers.places.wanted import lacking
from layers.screening.seeing import pending
from layers.staff.models import User
from layers.staff.scope import Scope

# Above it the page says "more than": a city with a million places opens as fast as a village.
MOST_COUNTED = 20_000
A_YEAR = dt.timedelta(days=365)


def glance(scope: Scope, today: dt.date) -> list[tuple[str, str, str]]:
    """Word, number as text, address of the list that shows them."""
    places = scope.rows(Place.objects.filter(withdrawn_at__isnull=True))
    every_case = Case.objects.filter(withdrawn_at__isnull=True)
    cases = scope.rows(every_case, "county__path")
    running = scope.rows(every_case.in_progress(today), "county__path")
    stale = Q(verified_on__isnull=True) | Q(verified_on__lt=today - A_YEAR)
    counted = {
        "网点": (places, "places"),
        "一年以上未核实的网点": (places.filter(stale), "places"),
        "缺必填项的网点": (places.filter(lacking()), "places?lacking=1"),
        "征地案件": (cases, "cases"),
        "在办的案件": (running, "cases"),
        "范围内的草稿": (ChangeSet.objects.visible_to(None, scope).filter(state="draft"), ""),
        "待处理的个人信息提示": (pending(None, scope), "/screenings"),
        "待删除内容的公开文件": (asked_for(scope), "/screenings"),
    }
    assert scope.user_id is not None
    numbers = User.objects.filter(pk=scope.user_id).values_list(
        *(_count(rows) for rows, _ in counted.values())
    )[0]
    return [
        (word, f"{MOST_COUNTED} 以上" if number > MOST_COUNTED else str(number), address(slug))
        for (word, (_, slug)), number in zip(counted.items(), numbers, strict=True)
    ]


def address(slug: str) -> str:
    if slug.startswith("/"):  # a page of its own
        return reverse(f"desk:{slug[1:]}")
    name, _, query = slug.partition("?")
    return reverse("desk:list", args=[name]) + (f"?{query}" if query else "") if name else ""


def _count(rows: QuerySet[Any]) -> Subquery:
    return Counted(rows.order_by().values("pk")[: MOST_COUNTED + 1])


class Counted(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    # Who may decide nothing has nothing waiting.
    empty_result_set_value = 0
