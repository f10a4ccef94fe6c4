"""公示栏: which towns, villages and groups a notice has to hang in, and which of them are still without it.

条例 26, 28 and 31 want it posted in the 乡(镇), the 村 and the 村民小组 of the land. How many groups a village has is
in no register, so one group of each village is asked for, and every group that is recorded counts.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from layers.land.procedure import PlaceKind
from layers.regions.everyday import everyday_name


@dataclass(frozen=True)
class TouchedVillage:
    """A village of a case with the town that manages it. 居委会 of a town's streets have no 村民小组."""

    region_id: int
    name: str
    has_groups: bool
    town_id: int | None
    town_name: str


@dataclass(frozen=True)
class Board:
    """Where a notice has to hang."""

    kind: PlaceKind
    region_id: int
    region_name: str

    def __str__(self) -> str:
        """湖滨镇, 东村, 东村的村民小组, 东村的现场."""
        return self.region_name + {PlaceKind.GROUP: "的村民小组", PlaceKind.SITE: "的现场"}.get(self.kind, "")


@dataclass(frozen=True)
class Posted:
    """That a notice hangs somewhere since a day."""

    kind: str
    region_id: int
    region_name: str
    place: str
    posted_on: dt.date
    removed_on: dt.date | None = None
    # Public id of its photo, "" without.
    photo: str = ""

    @property
    def board(self) -> Board:
        return Board(PlaceKind(self.kind), self.region_id, self.region_name)

    def hangs_on(self, board: Board) -> bool:
        return self.kind == board.kind and self.region_id == board.region_id


@dataclass(frozen=True)
class Start:
    """From which day the period of a notice runs, that day not counted.

    ``is_recorded`` False: nobody recorded a posting, and the date of the notice itself counts, as in older records.
    ``unposted``: boards still without it; the period has then not begun, and ``on`` is only the earliest day it can.
    """

    on: dt.date
    is_recorded: bool = False
    unposted: tuple[Board, ...] = ()
    boards: tuple[tuple[Board, dt.date], ...] = ()

    @property
    def waiting(self) -> str:
        """等东村、西村的村民小组张贴后起算."""
        return f"等{listed(self.unposted)}张贴后起算" if self.unposted else ""

    @property
    def explanation(self) -> str:
        """Board by board, the last one named as the one that counts."""
        if not self.is_recorded:
            return "没有逐处的张贴记录，按公告日期起算。"
        told = (
            [f"张贴：{'、'.join(f'{board} {day:%Y-%m-%d}' for board, day in self.boards)}"]
            if self.boards
            else []
        )
        if self.unposted:
            told.append(f"没有张贴记录：{listed(self.unposted)}")
        else:
            told.append(f"按最后一处 {self.on:%Y-%m-%d} 起算")
        return f"{'；'.join(told)}。"


def boards(kinds: Iterable[str], villages: Iterable[TouchedVillage]) -> list[Board]:
    """The boards of these kinds that the villages of a case make necessary: towns first, each once."""
    villages, found = list(villages), []
    for kind in map(PlaceKind, kinds):
        for village in villages:
            if kind == PlaceKind.TOWN:
                if village.town_id is not None:
                    found.append(Board(kind, village.town_id, village.town_name))
            elif kind != PlaceKind.GROUP or village.has_groups:
                found.append(Board(kind, village.region_id, everyday_name(village.name)))
    return list(dict.fromkeys(found))


def start(noticed_on: dt.date, required: Iterable[Board], postings: Iterable[Posted]) -> Start:
    """``noticed_on``: the date of the notice. A town or village counts from its first sheet, its groups from the last
    of them."""
    required, postings = list(required), list(postings)
    if not required or not postings:
        return Start(noticed_on)
    hanging, unposted = [], []
    for board in required:
        days = [posted.posted_on for posted in postings if posted.hangs_on(board)]
        if days:
            hanging.append((board, max(days) if board.kind == PlaceKind.GROUP else min(days)))
        else:
            unposted.append(board)
    last = max([noticed_on, *(day for _, day in hanging)])
    return Start(last, True, tuple(unposted), tuple(hanging))


def listed(found: Iterable[Board], most: int = 4) -> str:
    """东村、西村 等 7 处."""
    names = [str(board) for board in found]
    return "、".join(names[:most]) + (f" 等 {len(names)} 处" if len(names) > most else "")
