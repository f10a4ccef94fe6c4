"""征地批复 of a row: issuer, level, number and both days; what another row says of the same number must agree."""

from typing import Any

from geo.errors import BadInput
from importers.cells import Reader, Wrong, date, one_of, text
from importers.columns import Column
from importers.entries import Entry
from importers.listing import Listing
from importers.sheet import Cell
from layers.changes.aggregate import Snapshot
from layers.land.document_number import normalise
from layers.land.models import Approval

LEVELS = {str(label): value for value, label in Approval.Level.choices} | {
    "省级": Approval.Level.PROVINCE.value, "省政府": Approval.Level.PROVINCE.value,
}  # fmt: skip
STATE, PROVINCE = Approval.Level.STATE_COUNCIL.value, Approval.Level.PROVINCE.value


def number() -> Reader:
    plain = text(80)

    def read(cell: Cell) -> str:
        found: str = plain(cell)
        try:
            normalise(found)
        except BadInput as problem:
            raise Wrong(problem.message, "照批复抄写，如 示政土字〔2024〕12号") from None
        return found

    return read


COLUMNS = (
    Column("doc_no", "批复文号", number(), example="示政土字〔2024〕12号", help="方括号、圆括号都认；还没有批的不写", width=26,
           synonyms=("批准文号", "批文号", "文号", "批复号", "批准文件号", "批复文件号", "pwh", "pzwh")),
    Column("issuer", "批准机关", text(80), example="示例省人民政府", width=22,
           synonyms=("批复机关", "审批机关", "批准单位", "批准部门", "pzjg")),
    Column("level", "批准级别", one_of(LEVELS), options=tuple(map(str, Approval.Level.labels)),
           help="国务院、省级人民政府、授权的设区市；能从批准机关看出的不写", synonyms=("审批级别",)),
    Column("issued_on", "批准日期", date, example="2024-08-20",
           synonyms=("批复日期", "批准时间", "批复时间", "批文日期", "pzrq", "pzsj")),
    Column("received_on", "收到日期", date, example="2024-08-26", help="县里收到批复的日期，15 个工作日从这天起算",
           synonyms=("收到批复日期", "收文日期", "收到时间", "收到批复时间", "收到批准文件日期")),
    Column("no_number_reason", "无文号原因", text(80), help="没有文号的批复要写", synonyms=("没有文号的原因",)),
)  # fmt: skip
PARTS = tuple(column.name for column in COLUMNS)
LABELS = {column.name: column.title for column in COLUMNS}


def put(listing: Listing, entry: Entry, before: Snapshot | None) -> Snapshot | bool | None:
    """The approval as a snapshot tells it, None where there is none; False with the fault beside the row."""
    given = {name: entry.values[name] for name in PARTS if entry.values[name] is not None}
    if not given:
        return before
    found: dict[str, Any] = dict(before or {"no_number_reason": "", "doc_no_raw": "", "doc_no": ""})
    for name, value in given.items():
        found["doc_no_raw" if name == "doc_no" else name] = (
            value.isoformat() if hasattr(value, "isoformat") else value
        )
    if "doc_no" in given and normalise(given["doc_no"]) == found["doc_no"] and before is not None:
        # The same number in other brackets is no change.
        found["doc_no_raw"] = before["doc_no_raw"]
    found["doc_no"] = normalise(found["doc_no_raw"]) if found["doc_no_raw"] else ""
    found.setdefault("received_on", None)
    if "level" not in found and "issuer" in found:
        found["level"] = _level(found["issuer"])
    return found if _is_whole(listing, entry, found) else False


def _level(issuer: str) -> str | None:
    """自然资源部 answers for the 国务院; of 某市人民政府 nothing but its authorisation tells what it is."""
    if issuer.startswith(("国务院", "自然资源部", "国土资源部")):
        return STATE
    is_province = issuer.endswith(("省人民政府", "省政府", "自治区人民政府", "自治区政府"))
    return PROVINCE if is_province else None


def _is_whole(listing: Listing, entry: Entry, found: dict[str, Any]) -> bool:
    missing = [name for name in ("issuer", "issued_on", "level") if not found.get(name)]
    if not found["doc_no_raw"] and not found["no_number_reason"]:
        missing.append("doc_no")
    for name in missing:
        if name == "level" and "issuer" in missing:
            continue
        advice = "没有文号的写“无文号原因”" if name == "doc_no" else "批复的几项要写全；还没有批的都不写"
        listing.fault(entry, name, f"写了批复的一部分，没有写{LABELS[name]}", advice, "missing_value")
    if not missing and found["received_on"] and found["received_on"] < found["issued_on"]:
        listing.fault(
            entry, "received_on", f"收到日期早于批准日期 {found['issued_on']}", "核对两个日期", "bad_value"
        )
        return False
    return not missing


def agrees(listing: Listing, entry: Entry, said: dict[Any, tuple[int, Snapshot]], found: Snapshot) -> bool:
    """That no row before tells the same approval otherwise: it is one document, and serves several cases."""
    if not found["doc_no"]:
        return True
    row, first = said.setdefault((found["issuer"], found["doc_no"]), (entry.row, found))
    apart = [name for name in ("issued_on", "received_on", "level") if first[name] != found[name]]
    for name in apart:
        listing.fault(
            entry, name, f"与第 {row} 行的同一批复不同：{first[name] or '（空）'}", "同一文号的批复要写得一样", "differs"
        )  # fmt: skip
    return not apart
