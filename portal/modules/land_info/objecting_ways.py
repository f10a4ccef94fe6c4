"""How one can say something about a case: on paper, with the forms to print, and to whom it goes."""

from typing import Any

from layers.land.models import Case
from layers.land.periods import Period
from layers.objections.models import Kind
from layers.objections.periods import TAKES

TITLES = {Kind.OPINION: "意见书", Kind.HEARING: "听证申请书", Kind.DISPUTE: "异议书"}


def ways(case: Case, period: Period | None) -> dict[str, Any]:
    """What say_where.html asks: the forms to print, and who takes them."""
    kinds = TAKES[period.kind.code] if period else ()
    return {
        "say_period": period,
        "office": case.organisation,
        "papers": [(kind.value, TITLES[kind]) for kind in kinds],
    }
