"""Many numbers of a page in one query, none counted beyond what a person reads."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from layers.staff.models import User

# Above it the page says "more than": a city with a million places opens as fast as a village.
MOST_COUNTED = 20_000


class Counted(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    # Who may decide nothing has nothing waiting.
    empty_result_set_value = 0


def count(rows: QuerySet[Any]) -> Counted:
    return Counted(rows.order_by().values("pk")[: MOST_COUNTED + 1])


def shown(number: int) -> str:
    return f"{MOST_COUNTED} 以上" if number > MOST_COUNTED else str(number)


def answered(user: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """The expressions by name, asked at once: beside the one row of ``user``, which is there."""
    found = User.objects.filter(pk=user).values_list(*wanted.values())[0]
    return dict(zip(wanted, found, strict=True))
