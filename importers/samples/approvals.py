"""批复: numbers in the manner of 鲁政土字〔2020〕123号, written as the files write them and normalised."""

import datetime as dt
from random import Random

from django.conf import settings

from importers.samples.plans import Plan
from layers.land.models import Approval, Regime

# How old files write the brackets of a number.
RAW_FORMS = ["〔{}〕", "[{}]", "({})", "〔{}〕 ", "【{}】"]
NO_NUMBER = "旧档案未载明文号（示例）"


class Approvals:
    """Numbers run up through the year; no number is given twice."""

    def __init__(self, prefix: str, stream: Random) -> None:
        self._prefix = prefix
        self._stream = stream
        self._used: set[tuple[str, int, int]] = set()

    def make(self, plan: Plan) -> Approval | None:
        """None while the case is not approved."""
        issued_on, received_on = plan.course.approved_on, plan.course.received_on
        if issued_on is None:
            return None
        # Large single projects go to the State Council.
        national = plan.is_project and self._stream.random() < 0.04
        issuer = "国务院" if national else f"{settings.CITY['province']}人民政府"
        prefix = self._prefix
        if national:
            prefix = "自然资函" if issued_on.year >= 2018 else "国土资函"
        level = Approval.Level.STATE_COUNCIL if national else Approval.Level.PROVINCE
        approval = Approval(issuer=issuer, level=level, issued_on=issued_on, received_on=received_on)
        if plan.regime == Regime.PRE_2004 and self._stream.random() < 0.12:
            approval.no_number_reason = NO_NUMBER
            return approval
        number = self._number(prefix, issued_on)
        approval.doc_no = f"{prefix}〔{issued_on.year}〕{number}号"
        form = "〔{}〕" if self._stream.random() < 0.7 else self._stream.choice(RAW_FORMS)
        approval.doc_no_raw = f"{prefix}{form.format(issued_on.year)}{number}号"
        return approval

    def _number(self, prefix: str, day: dt.date) -> int:
        number = max(1, day.timetuple().tm_yday * 4 + self._stream.randrange(4))
        while (prefix, day.year, number) in self._used:
            number += 1
        self._used.add((prefix, day.year, number))
        return number
