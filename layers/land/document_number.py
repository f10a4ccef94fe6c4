"""文号: one written form, so that 鲁政土字[2020] 123号 and 鲁政土字〔2020〕123号 are the same approval."""

import re
import unicodedata

from geo.errors import BadInput

MAX_LENGTH = 80
# 机关代字, the year in 六角括号, the serial number: 鲁政土字〔2020〕123号.
GRAMMAR = re.compile(r"[\u4e00-\u9fa5A-Za-z]{2,20}〔(?:19|20)\d{2}〕[1-9]\d{0,4}(?:-\d+)?号", re.ASCII)
LEFT_BRACKETS = "[【(﹝［（〔「"
RIGHT_BRACKETS = "]】)﹞］）〕」"
BRACKETS = str.maketrans(
    {
        **dict.fromkeys(LEFT_BRACKETS, "〔"),
        **dict.fromkeys(RIGHT_BRACKETS, "〕"),
        **dict.fromkeys("—–－‐", "-"),
    }
)


def normalise(raw: str, parameter: str | None = "doc_no") -> str:
    """The 文号 with 〔〕, half-width digits, no spaces and no leading zeros. Raises BadInput.

    Source of the grammar: 党政机关公文处理工作条例 第九条 (发文字号由发文机关代字、年份、发文顺序号组成).
    """
    if len(raw) > MAX_LENGTH:
        raise BadInput(parameter, f"文号过长，最多 {MAX_LENGTH} 个字")
    # NFKC would turn 〔 no further but ［ to [, so brackets are unified after it.
    text = unicodedata.normalize("NFKC", raw).translate(BRACKETS)
    text = re.sub(r"\s+|[\u200b-\u200d\ufeff]", "", text)
    text = re.sub(r"〕第?0*(?=\d)", "〕", text)
    if not GRAMMAR.fullmatch(text):
        raise BadInput(parameter, "文号格式不对，应如：鲁政土字〔2020〕123号")
    return text


def search_form(raw: str) -> str:
    """The normalised form of what somebody typed into a search box, or the text itself when it is no 文号."""
    try:
        return normalise(raw)
    except BadInput:
        return raw
