"""公开栏 of the samples: corridors, bus stops, halls, villages; looked at each month, some of them too long ago."""

import datetime as dt
from random import Random

from importers.samples.city import City
from importers.samples.organisations import Organisations
from importers.samples.places import Spots
from importers.samples.service_zones import keeper, some_units
from layers.places.models import Place
from layers.regions.models import Level, Region
from layers.zones.boards import USUAL_DAYS, Board, BoardSheet, Inspection

Kind = Board.Kind
WHERE = {
    Kind.CORRIDOR: "文化广场东侧",
    Kind.BUS_STOP: "候车亭灯箱",
    Kind.HALL: "进门左手边",
    Kind.VILLAGE: "村委会院外",
}
# What hangs there, and the page of this site that shows the same.
SHEETS = {
    Kind.CORRIDOR: (("民法典和你我", ""), ("政策文件怎样查", "/policies/")),
    Kind.BUS_STOP: (("便民网点一览", "/map/"), ("办事指南", "/services/")),
    Kind.HALL: (("办事指南", "/services/"), ("政务公开专区在哪里", "/zones/")),
    Kind.VILLAGE: (("本季度村级财务收支", ""), ("征地信息", "/land/"), ("惠民政策", "/policies/")),
}
# Where a kind hangs: at a place of that category.
PLACES = {Kind.BUS_STOP: "bus", Kind.HALL: "town-service", Kind.VILLAGE: "village-office"}
OVERDUE, FAULTY, NEVER = 5, 8, 12
KEPT_DAYS = 150
FAULT = "玻璃裂了一道，已请人更换"


def make_boards(city: City, organisations: Organisations) -> int:
    stream, ids, spots = city.draws.stream("boards"), city.draws.ids("board"), Spots(city)
    places = _places()
    boards = list[Board]()
    for unit in some_units(city):
        for kind in _kinds(unit, len(boards)):
            at = places.get((PLACES.get(kind, ""), unit.pk))
            boards.append(
                Board(
                    public_id=ids.next(),
                    name=f"{unit.short_name if unit.level == Level.VILLAGE else unit.name}{kind.label}（示例）",
                    kind=kind,
                    region=unit,
                    organisation=keeper(city, organisations, unit),
                    place=at,
                    location=None if at else spots.near(unit, stream),
                    where=WHERE[kind],
                    changed_on=city.today - dt.timedelta(days=stream.randrange(90)),
                    published_at=city.moment(city.today - dt.timedelta(days=KEPT_DAYS)),
                    is_sample=True,
                )
            )
    Board.objects.bulk_create(boards)
    BoardSheet.objects.bulk_create(
        BoardSheet(board=board, title=title, address=address, since=board.changed_on, sort_key=number)
        for board in boards
        for number, (title, address) in enumerate(SHEETS[Kind(board.kind)], start=1)
    )
    Inspection.objects.bulk_create(look for board in boards for look in _looks(city, stream, board))
    return len(boards)


def _kinds(unit: Region, number: int) -> list[Board.Kind]:
    """A corridor of a county, a bus stop or a hall of a town, the board of a village."""
    if unit.level == Level.COUNTY:
        return [Kind.CORRIDOR]
    if unit.level == Level.TOWN:
        return [Kind.HALL if number % 2 else Kind.BUS_STOP]
    return [Kind.VILLAGE] if unit.level == Level.VILLAGE else []


def _places() -> dict[tuple[str, int], Place]:
    rows = Place.objects.filter(is_sample=True, category__in=PLACES.values()).order_by("-pk")
    return {
        (place.category_id, place.region_id): place for place in rows.only("pk", "category_id", "region_id")
    }


def _looks(city: City, stream: Random, board: Board) -> list[Inspection]:
    """Three, a month apart; one in so many boards was found broken, was looked at too long ago, or never."""
    if stream.randrange(NEVER) == 0:
        return []
    is_late, is_faulty = stream.randrange(OVERDUE) == 0, stream.randrange(FAULTY) == 0
    last = stream.randrange(USUAL_DAYS + 3, USUAL_DAYS + 25) if is_late else stream.randrange(USUAL_DAYS)
    return [
        Inspection(
            board=board,
            inspected_on=city.today - dt.timedelta(days=last + USUAL_DAYS * before),
            is_sound=not (is_faulty and before == 0),
            note=FAULT if is_faulty and before == 0 else "",
        )
        for before in (2, 1, 0)
    ]
