"""Mail addresses of persons; an office's own (gov.cn, or printed for remarks and complaints) is public."""

import re
from collections.abc import Iterator

from layers.screening.detectors.hit import Hit, mask

ADDRESS = re.compile(
    r"(?<![\w.+\-])([A-Za-z0-9][\w.+\-]{1,40}@(?:[A-Za-z0-9\-]{1,30}\.){1,3}[A-Za-z]{2,6})(?![\w@])", re.A
)
OFFICIAL = re.compile(
    r"(?:意见|反馈|监督|举报|公开|政务|单位|办公|受理|咨询|投诉|公共)[^\n]{0,8}(?:邮箱|邮件|信箱)[^\n]{0,8}$"
)


def find(text: str) -> Iterator[Hit]:
    """``text`` is folded (hit.fold)."""
    for match in ADDRESS.finditer(text):
        if not match[1].lower().endswith(".gov.cn") and not OFFICIAL.search(text[: match.start()][-40:]):
            yield Hit("email", match.start(1), match.end(1), mask(match[1]))
