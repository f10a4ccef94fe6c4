"""征地批复 of a case: issuer, level, number and both dates, written in one place; the number in whatever brackets."""

from typing import Any

from django import forms

from geo.errors import BadInput
from layers.changes.values import Json
from layers.land.document_number import normalise
from layers.land.models import Approval
from portal.desk.forms.fields import DATE, Several, ValueField

PARTS = ("issuer", "level", "doc_no_raw", "no_number_reason", "issued_on", "received_on")
DATES = {"issued_on": "批准日期", "received_on": "收到批复日期"}


class ApprovalField(ValueField):
    """All of it empty: there is no approval yet. What another case already says of the same number must agree."""

    kind = "approval"
    template = "desk/forms/approval.html"
    levels = Approval.Level.choices

    def input(self) -> forms.Widget:
        return Several(PARTS)

    def shown(self, json: Json) -> dict[str, str]:
        return {name: (json or {}).get(name) or "" for name in PARTS}

    def parsed(self, typed: dict[str, Any]) -> Json:
        given = {name: str(typed[name]).strip() for name in PARTS}
        if not any(given.values()):
            return None
        if given == {name: text.strip() for name, text in self.shown(self.base).items()}:
            return self.base
        for name, words in (("issuer", "批准机关"), ("level", "批准级别"), ("issued_on", "批准日期")):
            if not given[name]:
                raise self.refused(f"还没有填{words}")
        if given["level"] not in Approval.Level.values:
            raise self.refused("批准级别不在可选的范围内")
        if not given["doc_no_raw"] and not given["no_number_reason"]:
            raise self.refused("没有文号的批复要写明原因")
        try:
            doc_no = normalise(given["doc_no_raw"]) if given["doc_no_raw"] else ""
        except BadInput as problem:
            raise self.refused(problem.message) from None
        days = {name: self.day(given[name], words) for name, words in DATES.items()}
        if days["received_on"] and str(days["received_on"]) < str(days["issued_on"]):
            raise self.refused("收到日期不能早于批准日期")
        return given | days | {"doc_no": doc_no}

    def day(self, typed: str, words: str) -> str | None:
        if not typed:
            return None
        match = DATE.fullmatch(typed)
        if match is None:
            raise self.refused(f"{words}应写成 2026-03-01 这样的日期")
        year, month, day = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
