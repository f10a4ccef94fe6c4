"""Numbers without persons: a case's objections by village, and the sentence by which the results are made public."""

from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Q, QuerySet, Sum

from layers.land.models import Case
from layers.objections.models import WAITING, Kind, Membership, Objection, Outcome, State
from layers.regions.models import Region

NUMBERS = ("total", "waiting", "hearings", "persons")


@dataclass(frozen=True)
class VillageCount:
    """``persons`` stand behind the hearing applications, counted with those who signed along; nobody has checked
    whether one of them signed twice. ``members`` None: not stated yet."""

    region: Region
    total: int
    waiting: int
    hearings: int
    persons: int
    members: int | None

    @property
    def share(self) -> str:
        """Against 多数 of 条例 28: more than half."""
        if not self.members or not self.persons:
            return ""
        word = "已过半数" if self.persons * 2 > self.members else "未过半数"
        return f"{self.persons} / {self.members} 人，{word}"


@dataclass(frozen=True)
class CaseCount:
    total: int
    waiting: int
    answered: int
    adopted: int
    partly: int
    hearings: int

    @property
    def sentence(self) -> str:
        """What the public is told; the main opinions and answers are written below it by a person."""
        if not self.total:
            return "公告期内没有收到书面意见。"
        adopted = f"采纳 {self.adopted} 条" + (f"，部分采纳 {self.partly} 条" if self.partly else "")
        rest = self.answered - self.adopted - self.partly
        explained = f"，未采纳但已说明理由 {rest} 条" if rest else ""
        waiting = f"，正在办理 {self.waiting} 条" if self.waiting else ""
        hearings = f"其中听证申请 {self.hearings} 件。" if self.hearings else ""
        return f"公告期内共收到意见 {self.total} 条，{adopted}{explained}{waiting}。{hearings}"


def count_of_case(rows: QuerySet[Objection]) -> CaseCount:
    """Of the visible rows of one case."""
    answered = Q(state=State.ANSWERED)
    found = rows.order_by().aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        answered=Count("pk", filter=answered),
        adopted=Count("pk", filter=answered & Q(outcome=Outcome.ADOPTED)),
        partly=Count("pk", filter=answered & Q(outcome=Outcome.PARTLY)),
        hearings=Count("pk", filter=Q(kind=Kind.HEARING)),
    )
    return CaseCount(**found)


def count_by_village(case: Case, rows: QuerySet[Objection], villages: list[Region]) -> list[VillageCount]:
    """Each village of the case, also without any; then whatever came from elsewhere."""
    hearing = Q(kind=Kind.HEARING)
    found: dict[int, dict[str, int]] = {
        row["region"]: {name: cast(int, value) for name, value in row.items() if name in NUMBERS}
        for row in rows.order_by()
        .values("region")
        .annotate(
            total=Count("pk"),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            hearings=Count("pk", filter=hearing),
            persons=Sum("signatories", filter=hearing, default=0),
        )
    }
    members = dict(Membership.objects.filter(case=case).values_list("village", "members"))
    none = dict.fromkeys(NUMBERS, 0)
    known = {village.pk for village in villages}
    others = Region.objects.filter(pk__in=found.keys() - known).only("id", "name", "code", "level", "path")
    return [
        VillageCount(region=one, members=members.get(one.pk), **found.get(one.pk, none))
        for one in [*villages, *others.order_by("path")]
    ]
