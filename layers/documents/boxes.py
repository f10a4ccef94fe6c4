"""Where a page shall be black: boxes drawn by a person, in fractions of the page as it is shown."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.errors import BadInput

MOST_BOXES = 500
MAX_REASON = 40
# What is blacked out in land files (政府信息公开条例 15, 个人信息保护法 28); any other word may be typed.
REASONS = ("身份证号", "手机号", "银行账号", "姓名", "住址", "签名手印", "车牌", "其他个人信息")


@dataclass(frozen=True)
class Box:
    """``left``, ``top``, ``right``, ``bottom`` from 0 to 1, from the top left corner of the upright page."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    reason: str

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom


def read_boxes(rows: Iterable[Sequence[str]], pages: int) -> list[Box]:
    """``rows`` are page, left, top, right, bottom in percent and the reason, as typed; a row without a word is no row.

    Raises BadInput that names the row.
    """
    boxes = [
        _read(number, [cell.strip() for cell in row], pages)
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row[:5])
    ]
    if not boxes:
        raise BadInput("box", "还没有画出要遮盖的地方")
    if len(boxes) > MOST_BOXES:
        raise BadInput("box", f"一次最多遮盖 {MOST_BOXES} 处，请分几次办")
    return boxes


def _read(number: int, row: Sequence[str], pages: int) -> Box:
    page_text, *corner_texts, reason = row
    if not (page_text.isascii() and page_text.isdigit() and 1 <= int(page_text[:6]) <= pages):
        raise BadInput("box", f"第 {number} 处遮盖：页码应为 1 到 {pages}")
    try:
        left, top, right, bottom = (float(text) / 100 for text in corner_texts)
    except ValueError:
        raise BadInput("box", f"第 {number} 处遮盖：位置应为数字（占页面宽、高的百分比）") from None
    if not all(math.isfinite(edge) and 0 <= edge <= 1 for edge in (left, top, right, bottom)):
        raise BadInput("box", f"第 {number} 处遮盖：位置应在 0 到 100 之间")
    if right <= left or bottom <= top:
        raise BadInput("box", f"第 {number} 处遮盖：右边应大于左边，下边应大于上边")
    if not reason or len(reason) > MAX_REASON:
        raise BadInput("box", f"第 {number} 处遮盖：请写明遮的是什么（1 到 {MAX_REASON} 个字）")
    return Box(int(page_text), left, top, right, bottom, reason)


def told(boxes: Iterable[Box]) -> str:
    """What was blacked out, for the people who review it: 身份证号 2 处（第 1、3 页），住址 1 处（第 5 页）."""
    places: dict[str, list[int]] = {}
    for box in boxes:
        places.setdefault(box.reason, []).append(box.page)
    return "，".join(
        f"{reason} {len(pages)} 处（第 {'、'.join(map(str, sorted(set(pages))))} 页）"
        for reason, pages in places.items()
    )
