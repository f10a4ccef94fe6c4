"""Cases with their approvals, stages, villages, parcels and surveys."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import shapely

from importers.samples.approvals import Approvals
from importers.samples.bulk import copy_rows
from importers.samples.city import City, government
from importers.samples.course import Course
from importers.samples.draws import Ids
from importers.samples.organisations import Organisations, land_office
from importers.samples.parcels import Piece, Surveyor, shared
from importers.samples.plane import stored
from importers.samples.plans import Flavour, Plan, make_plans
from importers.samples.postings import postings
from importers.samples.prices import compensation
from importers.samples.survey_text import survey_text
from layers.land.models import (
    Approval,
    Case,
    CaseVillage,
    Parcel,
    ParcelSurvey,
    ParcelVillage,
    Posting,
    Regime,
    Stage,
    StageKind,
)
from layers.public_geometry import generalise
from layers.regions.models import Level, Region
from layers.workdays.calendar import load_calendar

BATCH = 500
LAND_OFFICE_STAGES = {"SURVEY", "RISK", "NOTIFY", "CONFIRM", "REGISTER", "SECOND_NOTICE", "AGREEMENT"}
NUMBERED_STAGES = {
    "PRE_NOTICE": "征预",
    "PLAN_NOTICE": "征补",
    "FINAL_NOTICE": "征公",
    "FIRST_NOTICE": "征公",
    "SECOND_NOTICE": "征补",
}
TERMINATED_AFTER_DAYS = 20
WITHDRAWN_BECAUSE = "公告所附范围图有误，已更正后重新公布（示例）"


@dataclass
class Draft:
    """A case with everything that hangs on it, before and after it is saved."""

    plan: Plan
    case: Case
    purpose: str
    approval: Approval | None
    stages: list[Stage] = field(default_factory=list)
    villages: list[CaseVillage] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    surveys: list[ParcelSurvey] = field(default_factory=list)
    parcel_villages: list[ParcelVillage] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)


@dataclass
class Names:
    """Numbers of batches run up within a county and a year; a project is named once."""

    city: City
    stream: Random
    _batches: dict[tuple[int, int], int] = field(default_factory=dict)
    _projects: set[str] = field(default_factory=set)

    def batch_no(self, county: Region, year: int) -> int:
        number = self._batches.get((county.pk, year), 0) + self.stream.randint(1, 3)
        self._batches[county.pk, year] = number
        return number

    def project(self, plan: Plan) -> tuple[str, str, str] | None:
        """(name, land use, item of Art. 45), None when all names of the town are given."""
        town = self.city.parent(plan.village, Level.TOWN)
        uses = {row[0]: row[2] for row in self.city.words["purposes"]}
        templates = list(self.city.words["projects"])
        self.stream.shuffle(templates)
        for template, use, _ in templates:
            name = template.format(county=plan.county.short_name, town=town.short_name)
            if name not in self._projects:
                self._projects.add(name)
                return name, use, uses[use]
        return None


class CaseMaker:
    def __init__(self, city: City, organisations: Organisations) -> None:
        self.city = city
        self.organisations = organisations
        self.stream = city.draws.stream("cases")
        self.hanging = city.draws.stream("postings")
        self.case_ids: Ids = city.draws.ids("case")
        self.parcel_ids: Ids = city.draws.ids("parcel")
        self.names = Names(city, city.draws.stream("names"))
        self.surveyor = Surveyor(city)
        self.approvals = Approvals(city.settings["approval_prefix"], city.draws.stream("approvals"))
        self.kinds = {(kind.regime, kind.code): kind for kind in StageKind.objects.all()}
        self._notice_numbers: dict[tuple[int, int, str], int] = {}

    def draft(self, plan: Plan) -> Draft:
        pieces = self.surveyor.survey(plan.village, self.stream) if plan.has_survey else []
        approval = self.approvals.make(plan)
        name, batch_no, use, law45_item = self._name(plan)
        case = Case(
            public_id=self.case_ids.next(),
            name=name,
            regime=plan.regime,
            kind=kind_of(plan, batch_no),
            year=plan.course.began_on.year,
            batch_no=batch_no,
            county=plan.county,
            organisation=self.organisations.land_offices[plan.county.pk],
            purpose=use,
            law45_item=law45_item if plan.regime in (Regime.TRANSITION, Regime.FROM_2021) else "",
            began_on=plan.course.began_on,
            phone=self.city.phone(self.stream),
            is_sample=True,
            published_at=self.city.moment(_last_day(plan.course)),
        )
        draft = Draft(plan, case, use, approval)
        if pieces:
            self._add_parcels(draft, pieces)
        else:
            self._add_villages(draft)
        self._add_money(draft)
        self._add_stages(draft)
        draft.postings = postings(draft.case, draft.stages, draft.villages, self.city, self.hanging)
        return draft

    def _name(self, plan: Plan) -> tuple[str, int | None, str, str]:
        if plan.regime == Regime.HOUSES:
            town = self.city.parent(plan.village, Level.TOWN)
            name = f"{plan.county.short_name}{town.short_name}{plan.village.short_name}片区旧城区改建房屋征收项目"
            return name, None, "旧城区改建", ""
        if plan.is_project and (project := self.names.project(plan)):
            return project[0], None, project[1], project[2]
        use, _, item = self.stream.choice(self.city.words["purposes"])
        year = plan.course.began_on.year
        number = self.names.batch_no(plan.county, year)
        kind = "城镇建设用地" if plan.regime != Regime.PRE_2004 else "建设用地"
        return f"{plan.county.name}{year}年第{number}批次{kind}", number, use, item

    def _add_parcels(self, draft: Draft, pieces: list[Piece]) -> None:
        office = land_office(draft.plan.county)
        by_village: dict[int, Decimal] = {}
        for number, piece in enumerate(pieces, start=1):
            name = f"地块{number}"
            parcel = Parcel(
                public_id=self.parcel_ids.next(),
                case=draft.case,
                parcel_no=f"DK-{number:02d}",
                name=name,
                land_use=draft.purpose,
                area_ha=piece.area_ha,
                area_by_class=piece.by_class,
                public_area=stored(generalise("parcels", piece.area)),
                is_sample=True,
                published_at=draft.case.published_at,
            )
            parcel.east, parcel.south, parcel.west, parcel.north = self._boundaries(draft.plan.village)
            draft.parcels.append(parcel)
            text = survey_text(
                piece.flat,
                piece.srid,
                piece.area_ha,
                parcel.parcel_no,
                name,
                draft.purpose,
                office,
                draft.case.began_on,
            )
            draft.surveys.append(
                ParcelSurvey(
                    parcel=parcel, area=stored(piece.area), source_srid=piece.srid, source_coordinates=text
                )
            )
            for key, area_ha in piece.by_village.items():
                village = self.city.by_key[key]
                draft.parcel_villages.append(
                    ParcelVillage(
                        parcel=parcel,
                        village=village,
                        area_ha=area_ha,
                        source=ParcelVillage.Source.INTERSECTION,
                    )
                )
                by_village[key] = by_village.get(key, Decimal(0)) + area_ha
        draft.case.total_area_ha = sum((piece.area_ha for piece in pieces), Decimal(0))
        joined = shapely.union_all(
            [
                shapely.from_wkb(bytes(parcel.public_area.wkb))
                for parcel in draft.parcels
                if parcel.public_area
            ]
        )
        draft.case.public_area = stored(generalise("cases", joined))
        draft.villages = [
            CaseVillage(case=draft.case, village=self.city.by_key[key], area_ha=area_ha)
            for key, area_ha in by_village.items()
        ]

    def _add_villages(self, draft: Draft) -> None:
        """An old record: villages and their areas, no map."""
        town = self.city.parent(draft.plan.village, Level.TOWN)
        others = [unit for unit in self.city.children[town.pk] if unit is not draft.plan.village]
        villages = [
            draft.plan.village,
            *self.stream.sample(others, min(len(others), self.stream.choice([0, 0, 1, 2]))),
        ]
        total = Decimal(self.stream.randint(8_000, 90_000)) / 10_000
        parts = shared(total, {village.pk: self.stream.uniform(0.5, 1.5) for village in villages})
        draft.case.total_area_ha = total
        draft.villages = [
            CaseVillage(case=draft.case, village=village, area_ha=parts[village.pk]) for village in villages
        ]

    def _add_money(self, draft: Draft) -> None:
        draft.case.compensation = compensation(draft.plan.regime, self.stream)
        if draft.plan.regime == Regime.HOUSES:
            return
        draft.case.settled_population = int(draft.case.total_area_ha * 15 * Decimal("0.6")) or 1

    def _add_stages(self, draft: Draft) -> None:
        county = draft.plan.county
        for step in draft.plan.course.steps:
            kind = self.kinds[draft.plan.regime, step.code]
            issuer = land_office(county) if step.code in LAND_OFFICE_STAGES else government(county)
            if step.code == "APPROVAL" and draft.approval:
                issuer = draft.approval.issuer
            draft.stages.append(
                Stage(
                    case=draft.case,
                    kind=kind,
                    posted_on=step.posted_on,
                    closed_on=step.closed_on,
                    issuer=issuer,
                    doc_no=self._doc_no(draft, step.code, step.posted_on),
                )
            )
        if draft.plan.flavour == Flavour.TERMINATED:
            last = draft.plan.course.steps[-1].posted_on
            draft.case.terminated_on = min(self.city.today, last + dt.timedelta(days=TERMINATED_AFTER_DAYS))

    def _doc_no(self, draft: Draft, code: str, day: dt.date) -> str:
        if code == "APPROVAL":
            return draft.approval.doc_no if draft.approval else ""
        if code not in NUMBERED_STAGES or draft.plan.regime in (Regime.PRE_2004, Regime.HOUSES):
            return ""
        key = (draft.plan.county.pk, day.year, NUMBERED_STAGES[code])
        self._notice_numbers[key] = self._notice_numbers.get(key, 0) + 1
        return f"{draft.plan.county.short_name}{key[2]}〔{day.year}〕{self._notice_numbers[key]}号"

    def _boundaries(self, village: Region) -> list[str]:
        words = self.city.words["boundaries"]
        return [self.stream.choice(words).format(village=village.short_name) for _ in range(4)]


def kind_of(plan: Plan, batch_no: int | None) -> Case.Kind:
    if plan.regime == Regime.HOUSES:
        return Case.Kind.HOUSES
    return Case.Kind.BATCH if batch_no else Case.Kind.PROJECT


def _last_day(course: Course) -> dt.date:
    return course.steps[-1].posted_on if course.steps else course.began_on


def make_cases(city: City, organisations: Organisations) -> Iterator[list[Draft]]:
    """Batches of saved drafts."""
    maker = CaseMaker(city, organisations)
    batch: list[Draft] = []
    withdrawn: list[Draft] = []
    for plan in make_plans(city, load_calendar()):
        draft = maker.draft(plan)
        if plan.flavour == Flavour.WITHDRAWN:
            withdrawn.append(draft)
        batch.append(draft)
        if len(batch) >= BATCH:
            save(batch)
            yield batch
            batch = []
    save(batch)
    yield batch
    _withdraw(city, withdrawn)


def save(drafts: Iterable[Draft]) -> None:
    drafts = list(drafts)
    copy_rows(Approval, [draft.approval for draft in drafts if draft.approval])
    for draft in drafts:
        draft.case.approval = draft.approval
    copy_rows(Case, [draft.case for draft in drafts])
    for draft in drafts:
        owned: list[Stage | CaseVillage | Parcel] = [*draft.stages, *draft.villages, *draft.parcels]
        for row in owned:
            row.case_id = draft.case.pk
    copy_rows(Stage, [row for draft in drafts for row in draft.stages])
    for draft in drafts:
        for posting in draft.postings:
            posting.stage_id = posting.stage.pk
    copy_rows(Posting, [row for draft in drafts for row in draft.postings])
    copy_rows(CaseVillage, [row for draft in drafts for row in draft.villages])
    copy_rows(Parcel, [row for draft in drafts for row in draft.parcels])
    for draft in drafts:
        parts: list[ParcelSurvey | ParcelVillage] = [*draft.surveys, *draft.parcel_villages]
        for part in parts:
            part.parcel_id = part.parcel.pk
    copy_rows(ParcelSurvey, [row for draft in drafts for row in draft.surveys])
    copy_rows(ParcelVillage, [row for draft in drafts for row in draft.parcel_villages])


def _withdraw(city: City, withdrawn: list[Draft]) -> None:
    """Each is replaced by the newest other case of its county."""
    for draft in withdrawn:
        successor = (
            Case.objects.filter(county=draft.plan.county, withdrawn_at__isnull=True, regime=draft.plan.regime)
            .exclude(pk=draft.case.pk)
            .order_by("-began_on", "pk")
            .first()
        )
        gone = {"withdrawn_at": city.moment(city.today), "withdrawal_reason": WITHDRAWN_BECAUSE}
        Case.objects.filter(pk=draft.case.pk).update(**gone, successor=successor)
        Parcel.objects.filter(case=draft.case.pk).update(**gone)
