"""The facts of a sample case in the words in which its letters say them."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from django.conf import settings

from geo.area import FOUR_PLACES, mu
from importers.samples.city import government
from layers.land.models import Approval, Case, Stage
from layers.land.periods import posting_deadline
from layers.land.procedure import Regime
from layers.workdays.work_calendar import WorkCalendar

ZERO = Decimal("0.0000")
MOST_PARCELS = 3
CULTIVATED = frozenset({"耕地", "水田", "水浇地", "旱地"})
UNUSED = frozenset(
    {
        "未利用地",
        "其他草地",
        "盐碱地",
        "裸土地",
        "裸岩石砾地",
        "沙地",
        "河流水面",
        "内陆滩涂",
        "沿海滩涂",
        "沼泽地",
    }
)
BUILT = frozenset(
    {
        "建设用地",
        "农村宅基地",
        "村庄",
        "工业用地",
        "采矿用地",
        "公路用地",
        "城镇村道路用地",
        "公用设施用地",
        "商业服务业设施用地",
        "特殊用地",
        "建制镇",
    }
)
# 划拨用地目录, in rough.
ALLOTTED = (
    "学",
    "教育",
    "医",
    "卫生",
    "养老",
    "道路",
    "公路",
    "铁路",
    "水利",
    "河",
    "公园",
    "绿地",
    "电",
    "管",
    "污水",
    "公共",
    "安置",
    "机关",
)


@dataclass(frozen=True)
class Share:
    """So much of the land; hectares with four decimals and mu, as the letters print them."""

    name: str
    area: Decimal
    town: str = ""
    group: str = ""
    committee: str = ""

    @property
    def area_ha(self) -> str:
        return f"{self.area:.4f}"

    @property
    def area_mu(self) -> str:
        return f"{mu(self.area):.4f}"

    total_ha = area_ha
    state_ha = "0.0000"


@dataclass(frozen=True)
class Plot:
    no: str
    name: str
    area: Decimal
    bounds: str

    @property
    def area_ha(self) -> str:
        return f"{self.area:.4f}"


@dataclass(frozen=True)
class Sanction:
    """The approval as the letters quote it."""

    issuer: str
    doc_no: str
    issued_on: dt.date
    day: str
    received: str
    level: str


@dataclass(frozen=True)
class Matter:
    case: Case
    name: str
    county: str
    government: str
    office: str
    address: str
    phone: str
    villages: tuple[Share, ...]
    classes: tuple[Share, ...]
    parcels: tuple[Plot, ...]
    more_parcels: int
    stages: dict[str, Stage]
    approval: Sanction | None
    request_names: str
    approval_to: str
    compensation: str
    periods: dict[str, str]
    today: dt.date

    @property
    def area(self) -> Decimal:
        return self.case.total_area_ha

    @property
    def area_ha(self) -> str:
        return f"{self.area:.4f}"

    @property
    def area_mu(self) -> str:
        return f"{mu(self.area):.4f}"

    @property
    def year(self) -> int:
        return self.case.year

    @property
    def use(self) -> str:
        """The use as the land registers name it: 工业用地."""
        return self.case.purpose

    @property
    def purpose(self) -> str:
        """What follows 用于: the project itself, or 工业项目建设."""
        if self.is_project:
            return self.case.name if self.case.name.endswith(("工程", "项目")) else f"{self.case.name}建设"
        bare = self.case.purpose.removesuffix("用地")
        return self.case.purpose if bare == self.case.purpose else f"{bare}项目建设"

    @property
    def law45(self) -> str:
        return typeset(self.case.law45_item).rstrip("。")

    @property
    def settled(self) -> int | None:
        return self.case.settled_population

    @property
    def is_project(self) -> bool:
        return self.case.kind == Case.Kind.PROJECT

    @property
    def is_oldest(self) -> bool:
        return self.case.regime == Regime.PRE_2004

    @property
    def is_new_law(self) -> bool:
        """Under the regulations of 2021, whose articles only these letters may quote."""
        return self.case.regime == Regime.FROM_2021

    @property
    def taking(self) -> str:
        """征用 until the constitution was amended in 2004, 征收 since."""
        return "征用" if self.is_oldest else "征收"

    @property
    def need(self) -> str:
        return "国家建设需要" if self.is_oldest else "公共利益需要"

    @property
    def plan_name(self) -> str:
        return "国土空间规划" if self.is_new_law else "土地利用总体规划"

    @property
    def has_table(self) -> bool:
        """Of a single village the text says it all."""
        return len(self.villages) > 1

    @property
    def places(self) -> str:
        """湖滨镇柳桥村、寨高村，曹王镇××村; of many villages the first three and their number."""
        shown = self.villages if len(self.villages) <= 8 else self.villages[:3]
        by_town: dict[str, list[str]] = {}
        for village in shown:
            by_town.setdefault(village.town, []).append(village.name)
        words = "，".join(town + "、".join(names) for town, names in by_town.items())
        return words if shown is self.villages else f"{words}等{len(self.villages)}个村（社区）"

    @property
    def committees(self) -> str:
        """Whom a letter is addressed to: 柳王村民委员会、…"""
        names = [village.committee for village in self.villages[:4]]
        return "、".join(names) + ("等" if len(self.villages) > 4 else "")

    @property
    def first_town(self) -> str:
        return self.villages[0].town

    @property
    def towns(self) -> str:
        names = dict.fromkeys(village.group for village in self.villages)
        return "、".join(names)

    @property
    def days(self) -> dict[str, str]:
        return {code: chinese_date(stage.posted_on) for code, stage in self.stages.items()}

    @property
    def pre_period(self) -> str:
        return self.periods.get("PRE_NOTICE", "")

    @property
    def plan_period(self) -> str:
        return self.periods.get("PLAN_NOTICE", "")

    @property
    def second_period(self) -> str:
        return self.periods.get("SECOND_NOTICE", "")

    @property
    def register_period(self) -> str:
        return self.periods.get("REGISTER", "")

    @property
    def approval_to_short(self) -> str:
        name = self.approval_to
        return "省" if "省" in name else "市" if name.startswith(settings.CITY["name"]) else "县"

    @property
    def farm_rows(self) -> list[Share]:
        return [row for row in self.classes if row.group == "农用地"]

    @property
    def form_rows(self) -> list[Share]:
        """The classes with their sums, as the form lists them."""
        rows = list(self.classes)
        return [*rows, Share("合计", self.area)]

    @property
    def class_rows(self) -> int:
        return len(self.form_rows) + 1

    @property
    def farmland_ha(self) -> str:
        return f"{self._sum('农用地'):.4f}"

    @property
    def other_land(self) -> str:
        """、建设用地0.1200公顷、未利用地0.0300公顷: what there is of both, after the farmland."""
        groups = [(group, self._sum(group)) for group in ("建设用地", "未利用地")]
        return "".join(f"、{group}{area:.4f}公顷" for group, area in groups if area)

    @property
    def other_taken(self) -> str:
        return f"，另{self.taking}集体{self.other_land[1:]}" if self.other_land else ""

    @property
    def new_built_ha(self) -> str:
        return f"{self._sum('农用地') + self._sum('未利用地'):.4f}"

    @property
    def cultivated_ha(self) -> str:
        return f"{sum((row.area for row in self.classes if row.name in CULTIVATED), ZERO):.4f}"

    @property
    def by_allotment(self) -> bool:
        return any(word in self.purpose + self.use for word in ALLOTTED)

    @property
    def supply(self) -> str:
        return "划拨" if self.by_allotment else "出让"

    def _sum(self, group: str) -> Decimal:
        return sum((row.area for row in self.classes if row.group == group), ZERO)


def matter_of(
    case: Case, sisters: Iterable[Case], calendar: WorkCalendar, chance: Random, today: dt.date
) -> Matter:
    """``case`` with its villages, parcels, stages and approval prefetched; ``sisters`` share its approval."""
    county = case.county
    stages: dict[str, Stage] = {}
    for stage in sorted(case.stages.all(), key=lambda stage: stage.version):
        if stage.posted_on <= today:
            stages[stage.kind.code] = stage
    parcels = sorted(case.parcels.all(), key=lambda parcel: parcel.parcel_no)
    return Matter(
        case=case,
        name=case.name,
        county=county.name,
        government=government(county),
        office=case.organisation.name,
        address=typeset(case.organisation.address),
        phone=case.phone or case.organisation.phone,
        villages=villages_of(case),
        classes=classes_of(case, chance),
        parcels=tuple(
            Plot(parcel.parcel_no, parcel.name, parcel.area_ha, bounds(parcel))
            for parcel in parcels[:MOST_PARCELS]
        ),
        more_parcels=max(0, len(parcels) - MOST_PARCELS),
        stages=stages,
        approval=sanction(case.approval) if case.approval and case.approval.issued_on <= today else None,
        request_names="、".join(requested(sister.name) for sister in [*sisters] or [case]),
        approval_to=asked_by(case),
        compensation=compensation_of(case),
        periods=periods_of(stages, calendar),
        today=today,
    )


def villages_of(case: Case) -> tuple[Share, ...]:
    """In order of town and name; where no areas are recorded the whole is put down to them in equal parts."""
    rows = list(case.case_villages.all())
    rows.sort(key=lambda row: row.village.code)
    equal = equal_parts(case.total_area_ha, len(rows))
    return tuple(
        Share(
            village_name(row.village.name),
            row.area_ha if row.area_ha is not None else part,
            town.name if (town := row.village.town) else "",
            government(town) if town else "",
            committee(row.village.name),
        )
        for row, part in zip(rows, equal, strict=True)
    )


def equal_parts(total: Decimal, count: int) -> list[Decimal]:
    """``count`` areas of four decimals whose sum is ``total`` exactly; the first takes the rest."""
    if not count:
        return []
    part = (total / count).quantize(FOUR_PLACES)
    return [total - part * (count - 1), *[part] * (count - 1)]


def classes_of(case: Case, chance: Random) -> tuple[Share, ...]:
    """地类 by the parcels; a case without parcels has plausible ones."""
    areas: dict[str, Decimal] = {}
    for parcel in case.parcels.all():
        for name, area in parcel.area_by_class.items():
            areas[name] = areas.get(name, ZERO) + Decimal(str(area))
    if not areas:
        areas = drawn_classes(case.total_area_ha, chance)
    order = {"农用地": 0, "建设用地": 1, "未利用地": 2}
    rows = [Share(name, area, group=class_group(name)) for name, area in areas.items() if area > 0]
    return tuple(sorted(rows, key=lambda row: (order[row.group], row.name not in CULTIVATED, row.name)))


def drawn_classes(total: Decimal, chance: Random) -> dict[str, Decimal]:
    parts = {
        "园地": Decimal(chance.randint(0, 12)),
        "林地": Decimal(chance.randint(0, 8)),
        "建设用地": Decimal(chance.randint(0, 10)),
        "未利用地": Decimal(chance.choice([0, 0, 2, 4])),
    }
    areas = {name: (total * part / 100).quantize(FOUR_PLACES) for name, part in parts.items()}
    return {"耕地": total - sum(areas.values(), ZERO), **areas}


def class_group(name: str) -> str:
    return "建设用地" if name in BUILT else "未利用地" if name in UNUSED else "农用地"


def bounds(parcel: object) -> str:
    sides = (("东", "east"), ("南", "south"), ("西", "west"), ("北", "north"))
    return "，".join(f"{word}至{text}" for word, side in sides if (text := getattr(parcel, side)))


def sanction(approval: Approval) -> Sanction:
    return Sanction(
        approval.issuer,
        approval.doc_no,
        approval.issued_on,
        chinese_date(approval.issued_on),
        chinese_date(approval.received_on) if approval.received_on else "",
        approval.level,
    )


def requested(name: str) -> str:
    return name if name.endswith("用地") else f"{name}用地"


def asked_by(case: Case) -> str:
    """Who the approval is addressed to: the government one step below the one that approved."""
    level = case.approval.level if case.approval else ""
    if level == Approval.Level.STATE_COUNCIL:
        return f"{settings.CITY['province']}人民政府"
    if level == Approval.Level.AUTHORISED_CITY:
        return government(case.county)
    return f"{settings.CITY['name']}人民政府"


def compensation_of(case: Case) -> str:
    words = typeset(case.compensation.strip())
    if not words:
        words = (
            "按照省人民政府公布的征地区片综合地价标准执行"
            if case.regime == Regime.FROM_2021
            else "按照当时公布的征地补偿标准执行"
        )
    return words if words.endswith(("。", "；")) else f"{words}。"


def periods_of(stages: dict[str, Stage], calendar: WorkCalendar) -> dict[str, str]:
    """The period of each notice in words: 10个工作日，自2024年3月4日起至2024年3月18日止."""
    periods = {}
    for code, stage in stages.items():
        kind = stage.kind
        end = posting_deadline(kind, stage.posted_on, calendar)
        if end is not None:
            unit = "个工作日" if kind.period_unit == kind.PeriodUnit.WORKING_DAYS else "日"
            periods[code] = f"{kind.period_length}{unit}，{span(stage.posted_on, end.date)}"
        elif code == "REGISTER" and stage.closed_on:
            periods[code] = span(stage.posted_on, stage.closed_on)
    return periods


def span(first: dt.date, last: dt.date) -> str:
    return f"自{chinese_date(first)}起至{chinese_date(last)}止"


def chinese_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def village_name(unit: str) -> str:
    """The village of a committee: 柳王村委会 → 柳王村, 东顺河一村村委会 → 东顺河一村, 锦秋社区居委会 → 锦秋社区."""
    for ending in ("村民委员会", "村委会"):
        if unit.endswith(ending):
            bare = unit.removesuffix(ending)
            return bare if bare.endswith("村") else f"{bare}村"
    for ending in ("居民委员会", "居委会"):
        if unit.endswith(ending):
            bare = unit.removesuffix(ending)
            return bare if bare.endswith("社区") else f"{bare}社区"
    return unit


def committee(unit: str) -> str:
    """The committee in full: 柳王村委会 → 柳王村民委员会."""
    if unit.endswith("村委会"):
        return f"{unit.removesuffix('村委会')}村民委员会"
    return f"{unit.removesuffix('居委会')}居民委员会" if unit.endswith("居委会") else unit


HALF_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}


def typeset(text: str) -> str:
    """``text`` with Chinese punctuation; between figures a comma or colon stays as it is."""
    return re.sub(r"(?<!\d)[,:;()?!]|[,:;()?!](?!\d)", lambda match: HALF_WIDTH[match.group()], text)
