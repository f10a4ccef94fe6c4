"""Which law a case follows: by the day of its first document, else by the approval; what neither decides is asked.

Who knows better says so with a reason (domain reference A.1); an old case is never held to the present law.
"""

import datetime as dt

from importers.cases.stages import days
from importers.entries import Entry
from importers.listing import Listing
from layers.changes.aggregate import Snapshot
from layers.land.facts import OLD_REGIMES
from layers.land.models import Case
from layers.land.procedure import Regime
from layers.land.regimes import regime_of_approval, regime_on

OLD, NEW = "旧程序", "新程序"
WORDS: dict[str, str] = {str(label): value for value, label in Regime.choices} | {
    value: value for value in Regime.values
} | {
    "两公告一登记": Regime.FROM_2004.value, "过渡期": Regime.TRANSITION.value, "新条例": Regime.FROM_2021.value,
    OLD: OLD, "老程序": OLD, NEW: NEW,
}  # fmt: skip


def settle(
    listing: Listing, entry: Entry, before: Snapshot | None, approved_on: str | None
) -> tuple[Regime, str] | None:
    """The regime and the day on which the case began; None with the fault beside the row. Houses have a law of their own,
    whatever the day."""
    began_on = _began_on(entry, before, approved_on)
    if began_on is None:
        listing.fault(
            entry, "began_on", "没有任何日期，定不了适用哪个制度", "写第一份程序文件的日期，或批准日期", "regime_unknown"
        )  # fmt: skip
        return None
    if Case.Kind.HOUSES in (entry.values["kind"], (before or {}).get("kind")):
        return Regime.HOUSES, began_on
    first = _first_document(entry, before, approved_on)
    lawful = regime_on(first) if first else regime_of_approval(dt.date.fromisoformat(began_on))
    said = entry.values["regime"]
    if said is None and before is not None:
        return Regime(before["regime"]), began_on
    if said is None:
        if lawful is None:
            told = f"只有批准以后的日期（{began_on}），离法律修改不到一年，定不了适用哪个制度"
            listing.fault(entry, "regime", told, "写第一份程序文件的日期，或写明适用制度", "regime_unknown")
            return None
        return lawful, began_on
    found = _meant(said, lawful)
    if found is None:
        listing.fault(
            entry, "regime", f"写的是“{said}”，按日期定不了是哪一个", f"写明：{'、'.join(map(str, Regime.labels))}",
            "regime_unknown",
        )  # fmt: skip
        return None
    reason = entry.values["regime_reason"] or (before or {}).get("regime_reason")
    if lawful is not None and found != lawful and not reason:
        told = f"按日期应适用“{lawful.label}”，写的是“{found.label}”"
        listing.fault(entry, "regime", told, "确是这样的，在“制度认定理由”里写明理由", "other_regime")
        return None
    return found, began_on


def _meant(said: str, lawful: Regime | None) -> Regime | None:
    """旧程序 and 新程序 are two regimes each; which of them, the day says."""
    if said not in (OLD, NEW):
        return Regime(said)
    return lawful if lawful is not None and (lawful in OLD_REGIMES) == (said == OLD) else None


def _began_on(entry: Entry, before: Snapshot | None, approved_on: str | None) -> str | None:
    if entry.values["began_on"]:
        return str(entry.values["began_on"].isoformat())
    known = days(entry) + [day for day in (approved_on, before and before["began_on"]) if day]
    return min(known, default=None)


def _first_document(entry: Entry, before: Snapshot | None, approved_on: str | None) -> dt.date | None:
    """None where nothing before the approval is known."""
    if entry.values["began_on"]:
        return entry.values["began_on"]  # type: ignore[no-any-return]
    first = min(days(entry, before_approval=True), default=None)
    if first is None or (approved_on and first >= approved_on):
        return None
    return dt.date.fromisoformat(first)
