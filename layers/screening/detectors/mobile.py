"""Mobile numbers (11 digits from 13 to 19, with or without +86), but not those that an office prints for callers."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit, mask

_GAP = r"[ \t\u00a0\u3000\-]{0,2}"
_FREE_BEFORE, _FREE_AFTER = r"(?<![0-9A-Za-z.])(?<!\d-)", r"(?![0-9A-Za-z]|[.\-]\d)"
_COUNTRY = rf"(?:(?:\+|00)?86{_GAP})?"
WHOLE = re.compile(rf"{_FREE_BEFORE}({_COUNTRY}1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}){_FREE_AFTER}")
SPACED = re.compile(rf"{_FREE_BEFORE}(1 [3-9](?: \d){{9}}){_FREE_AFTER}")
# Two cells of a table one below the other have eleven digits often enough: only behind a label.
BROKEN = re.compile(
    rf"(?:电话|手机|联系方式|号码)[^\n\d]{{0,15}}(1[3-9]\d{{0,8}}[ \t]*\r?\n[ \t]*\d{{1,9}}){_FREE_AFTER}"
)
# An office's number is there to be called: 政府信息公开条例 20 wants the contact of the office public.
OFFICIAL = re.compile(
    r"(?:咨询|监督|举报|投诉|服务|值班|办公|受理|公开|政务|反馈)[^\n\d]{0,6}(?:电话|热线|手机|方式|专线)"
    r"[^\n\d]{0,14}(?:[\d\-、,，;；/() （）]{7,40})?[^\n\d]{0,14}$"
)
MEASURE = re.compile(r"\s*(?:元|万元|亿元|平方米|㎡|m2|亩|公顷|立方米|吨)")


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for pattern in (WHOLE, SPACED, BROKEN):
        for match in pattern.finditer(text):
            number = re.sub(r"\D", "", match[1])[-11:]
            before = text[: match.start(1)][-80:]
            if len(number) != 11 or number.endswith("000000") or MEASURE.match(text, match.end(1)):
                continue
            if not OFFICIAL.search(before) and not before.rstrip().endswith(("¥", "￥")):
                yield Hit("mobile", match.start(1), match.end(1), mask(number))
