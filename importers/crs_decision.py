"""Which CRS a file is in: what somebody chose, what the file says, or what the ground shows; never a silent guess."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from importers.ground import Ground
from importers.position import Candidate, Crs, Pair, candidates
from importers.regions import Unit
from importers.report import Problem

# So many rows must name their village before the ground decides, and so much better must the best be than the next.
LEAST_ASKED = 8
LEAST_RATE = 0.7
AHEAD = 0.15


@dataclass
class Decision:
    """``crs`` None: it must be chosen. ``why`` in Chinese; ``options`` are the ways that would put it into the city."""

    crs: Crs | None
    swap: bool = False
    why: str = ""
    problems: list[Problem] = field(default_factory=list)
    options: list[Candidate] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "crs": self.crs.code if self.crs else None, "title": self.crs.title if self.crs else "",
            "swapped": self.swap, "reason": self.why, "candidates": [one.as_json() for one in self.options],
        }  # fmt: skip


def decide(
    pairs: Sequence[Pair],
    units: Sequence[Unit | None],
    ground: Ground,
    *,
    chosen: str,
    swap: bool,
    declared: int | None,
    declared_why: str,
) -> Decision:
    """``pairs`` are (x, y) of some rows and ``units`` what these rows name. ``chosen`` is the person's word, "" without."""
    said = Crs(str(declared)) if declared else None

    def hit(moved: Sequence[Pair | None]) -> tuple[int, int]:
        return hits(moved, units, ground)

    found = _different(candidates(pairs, hit, said), pairs)
    if chosen:
        return Decision(Crs.parse(chosen), swap, "由上传人选定", options=found)
    straight = [one for one in found if not one.swapped]
    if not straight:
        return _nowhere(pairs, found, said)
    best = straight[0]
    if said is not None:
        return _declared(said, declared_why, straight, found)
    others = [one.rate for one in straight[1:]]
    is_clear = (
        best.asked >= LEAST_ASKED
        and best.rate >= LEAST_RATE
        and best.rate - max(others, default=0.0) >= AHEAD
    )
    if is_clear and best.crs.code == "4490":
        return Decision(
            best.crs, why=f"按所写的区划核对：{best.asked} 行中 {best.hits} 行落在自己的村里", options=found
        )
    return Decision(None, problems=[_unknown(best, is_clear, found, ground)], options=found)


def hits(moved: Sequence[Pair | None], units: Sequence[Unit | None], ground: Ground) -> tuple[int, int]:
    """How many points lie in the unit that their row names, of those that name a town or village with an area."""
    lie, asked = 0, 0
    for pair, unit in zip(moved, units, strict=True):
        area = ground.area_of(unit) if unit is not None and unit.level >= 3 else None
        if area is not None:
            asked += 1
            lie += pair is not None and bool(shapely.intersects_xy(area, *pair))
    return lie, asked


def _declared(said: Crs, why: str, straight: list[Candidate], found: list[Candidate]) -> Decision:
    """What the file says holds, unless the ground says something else much louder."""
    mine = next((one for one in straight if one.crs == said), None)
    best = straight[0]
    if said.is_approximate:
        return Decision(said, why=why, options=found)
    if mine is None or (
        best.asked >= LEAST_ASKED and best.rate - mine.rate >= AHEAD and best.rate >= LEAST_RATE
    ):
        told = f"按它换算只有 {mine.hits}/{mine.asked} 行落在自己的村里" if mine else "按它换算不在本市范围内"
        problem = Problem(
            None, "坐标系", said.title, f"文件写的坐标系与位置不符：{told}",
            f"像是{best.crs.title}（{_counted(best)}），请选定", "crs_doubtful",
        )  # fmt: skip
        return Decision(None, problems=[problem], options=found)
    return Decision(said, why=why, options=found)


def _unknown(best: Candidate, is_clear: bool, found: list[Candidate], ground: Ground) -> Problem:
    reason = "文件没有说明坐标系"
    if is_clear:
        reason += f"，像是{best.crs.title}：{best.asked} 行中 {best.hits} 行落在自己的村里"
    elif not ground.is_known:
        reason += "；还没有装入区划范围，无法核对"
    elif best.asked < LEAST_ASKED:
        reason += f"；写了村名、可以核对的只有 {best.asked} 行，不足以判断"
    told = "；".join(f"{one.crs.title} {_counted(one)}" for one in found if not one.swapped)
    return Problem(None, "坐标系", "", reason, f"请选定坐标系：{told}"[:300], "crs_unknown")


def _counted(one: Candidate) -> str:
    return f"{one.hits}/{one.asked} 行落在自己的村里" if one.asked else f"{one.inside}/{one.total} 行在本市"


def _nowhere(pairs: Sequence[Pair], found: list[Candidate], said: Crs | None) -> Decision:
    x, y = pairs[0] if pairs else (0.0, 0.0)
    if found:
        problem = Problem(
            None, "经度、纬度", f"{x:g}，{y:g}", "经纬度（X、Y）疑似颠倒：照这样不在本市，对调以后就在",
            "核对后选“对调”，或改正文件", "swapped_axes",
        )  # fmt: skip
    else:
        problem = Problem(
            None, "坐标系", f"{x:g}，{y:g}", "按已知的任何一种坐标系，位置都不在本市",
            "核对坐标和坐标系" + (f"；文件写的是{said.title}" if said else ""), "outside_city",
        )  # fmt: skip
    return Decision(None, problems=[problem], options=found)


def _different(found: list[Candidate], pairs: Sequence[Pair]) -> list[Candidate]:
    """Without those that give the same points as one before: the 6-degree zone 20 is the 3-degree zone 39."""
    kept: dict[tuple[object, ...], Candidate] = {}
    for one in found:
        x, y = pairs[0]
        moved = one.crs.to_4490([(y, x) if one.swapped else (x, y)])[0]
        key = (one.swapped, *(round(side, 7) for side in moved)) if moved else (one.swapped, one.crs.code)
        kept.setdefault(key, one)
    return list(kept.values())
