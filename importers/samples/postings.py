"""张贴记录 of the sample cases: of the last two years, the older ones have none; now and then a group still waits."""

import datetime as dt
from collections.abc import Iterable
from random import Random

from importers.samples.city import City
from layers.land.boards import TouchedVillage, boards
from layers.land.models import Case, CaseVillage, PlaceKind, Posting, Stage
from layers.regions.models import Kind, Level

RECORDED_YEARS = 2
# How long a notice hangs whose length the law leaves open.
LAST_NOTICE_DAYS = 14
WAITING = 0.3
PLACES = {
    PlaceKind.TOWN: "政务公开栏（示例）",
    PlaceKind.VILLAGE: "村务公开栏（示例）",
    PlaceKind.GROUP: "村民小组公告栏（示例）",
}


def postings(
    case: Case, stages: Iterable[Stage], villages: Iterable[CaseVillage], city: City, chance: Random
) -> list[Posting]:
    """Unsaved, each on the day of its notice, so that the periods of the samples stay as they were reckoned."""
    touched, found = [_touched(row, city) for row in villages], list[Posting]()
    for stage in stages:
        if stage.posted_on.year < city.today.year - RECORDED_YEARS:
            continue
        down = _down_on(case, stage, city.today)
        # A notice that is over has hung everywhere, or its case would not have gone on.
        waits = down is None and stage.kind.code != "FINAL_NOTICE" and chance.random() < WAITING
        kinds = [kind for kind in stage.kind.required_places if not (waits and kind == PlaceKind.GROUP)]
        found += [
            Posting(stage=stage, place_kind=board.kind, region_id=board.region_id, place=PLACES[board.kind],
                    posted_on=stage.posted_on, removed_on=down)
            for board in boards(kinds, touched)
        ]  # fmt: skip
    return found


def _touched(row: CaseVillage, city: City) -> TouchedVillage:
    village = city.by_key[row.village_id]
    town = city.parent(village, Level.TOWN)
    return TouchedVillage(village.pk, village.name, village.kind == Kind.VILLAGE, town.pk, town.name)


def _down_on(case: Case, stage: Stage, today: dt.date) -> dt.date | None:
    down = stage.closed_on or case.terminated_on
    if stage.kind.code == "FINAL_NOTICE":
        down = stage.posted_on + dt.timedelta(days=LAST_NOTICE_DAYS)
    return down if down is not None and down <= today else None
