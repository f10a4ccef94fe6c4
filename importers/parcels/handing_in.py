"""A coordinate TXT is handed in for a public case: one change set, which waits for its review and is never released."""

import hashlib

from django.db import transaction

from geo.errors import BadInput
from importers.formats.coordinate_txt.survey import Survey
from importers.overriding import CODE, reason_of
from importers.parcels.giving import MOST_PARCELS, Given, Remark, give
from importers.parcels.survey import area_ha, lines_of, number_of, surveyed
from layers.changes.aggregate import noun_of
from layers.changes.drafting import Proposal, draft_rows
from layers.changes.errors import NotSeen
from layers.changes.models import ChangeSet
from layers.changes.reading import canonical_json, snapshot
from layers.changes.review import submit
from layers.staff.models import User


def submit_survey(
    user: User, case: str, survey: Survey, text: str, file_name: str, reason: str = ""
) -> tuple[ChangeSet | None, list[Remark]]:
    """The change set in review, None when the case has all of it already; and what its reviewers should look at.

    ``survey`` is not refused; ``case`` is a public id. The same text for the same case again gives the set that is in
    review. ``reason`` is why areas that do not fit are right (overriding.py). Raises BadInput, NotSeen, Refused, Conflict.
    """
    noun = noun_of("case")
    before = snapshot(noun, noun.canonical_key(case))
    if before is None:
        raise NotSeen
    after, remarks = give(case, before, _given(survey, text, len(before["parcels"])))
    content = noun.fill(case, noun.canonical(after))
    if canonical_json(content) == canonical_json(before):
        return None, remarks
    noun.complete(content)
    noun.check(case, content)
    parts = [case, text, survey.srid, user.pk]
    key = f"parcels:{hashlib.sha256(canonical_json(parts)).hexdigest()[:40]}"
    earlier = ChangeSet.objects.filter(author=user, idempotency_key__startswith=key)
    waiting = next((one for one in earlier if one.is_under_way), None)
    if waiting is not None:
        return waiting, remarks
    told = reason_of(reason, sum(one.code == CODE for one in remarks))
    note = "；".join(filter(None, [told, *(one.message for one in remarks)]))
    with transaction.atomic():
        made = draft_rows(
            "case", user, [Proposal(key=case, after=content)], kind=ChangeSet.Kind.IMPORT,
            title=f"导入地块：{before['name']}（{file_name}）"[:200], note=note[:500],
            idempotency_key=f"{key}:{earlier.count()}",
        )  # fmt: skip
        return submit(made.public_id, user, seen_hash=made.content_hash), remarks


def _given(survey: Survey, text: str, others: int) -> list[Given]:
    found: dict[str, Given] = {}
    for at, plot in enumerate(survey.plots):
        number = number_of(plot, others + len(found))
        if number in found:
            raise BadInput("file", f"地块编号 {number} 在文件里有两个")
        facts = {"name": (plot.name or "")[:80]} if plot.name else {}
        if plot.use:
            facts["land_use"] = plot.use[:60]
        found[number] = Given(
            number, area_ha(plot), plot.declared_ha, surveyed(survey, plot, lines_of(survey, at, text)), facts
        )
    if len(found) > MOST_PARCELS:
        raise BadInput("file", f"一件征地最多 {MOST_PARCELS} 个地块")
    return list(found.values())
