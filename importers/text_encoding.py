"""The encoding of a text that somebody handed in: by its mark, else strictly UTF-8, else strictly GB18030.

A name with one wrong character is another name, so nothing is ever replaced: what does not decode is refused.
"""

import codecs
import re
from dataclasses import dataclass

from geo.errors import BadInput

ENCODINGS = ("utf-8", "gb18030", "utf-16")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LINE_END = re.compile(r"\r\n|\r|\n")
# Two bytes of GB18030 are now and then sound UTF-8; the three of a Chinese character twice are not by accident.
BEYOND_ACCIDENT = re.compile("[\u0800-\uffff]")
# No text of people has them; a program, a picture or UTF-16 without its mark does.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class NotText(BadInput):
    """``line``: the first, from 1, that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__("encoding", message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Decoded:
    """``encoding`` is one of ENCODINGS; ``text`` has no byte order mark."""

    text: str
    encoding: str

    def lines(self) -> list[str]:
        return split_lines(self.text)


def split_lines(text: str) -> list[str]:
    """At CRLF, CR and LF alone: str.splitlines would also cut at form feeds and U+2028, and number them wrongly."""
    return LINE_END.split(text)


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """The whole text. ``encoding``: what a person says it is, and then nothing else is tried.

    Raises NotText with the first line that does not decode or holds control characters.
    """
    marked = next((name for mark, name in MARKS if content.startswith(mark)), None)
    if encoding and marked and encoding != marked:
        raise NotText(1, f"指定的编码是 {encoding}，而文件开头的标记（BOM）说是 {marked}")
    wanted = encoding or marked
    if wanted:
        return _checked(_strictly(content, wanted), wanted)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        # GB18030 makes Chinese characters of nearly everything, so a damaged UTF-8 file would pass for it.
        is_damaged = len(BEYOND_ACCIDENT.findall(content[: problem.start].decode("utf-8"))) > 1
        wanted = "utf-8" if is_damaged else "gb18030"
        return _checked(_strictly(content, wanted), wanted)
    return _checked(text, "utf-8")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode({"utf-8": "utf-8-sig"}.get(encoding, encoding))
    except UnicodeDecodeError as problem:
        # Of "utf-8-sig" the place is counted behind the mark.
        sound = problem.object[: problem.start].decode(encoding, "ignore")
        line = _line_at(sound, len(sound))
        raise NotText(line, f"第 {line} 行不是 {encoding.upper()} 编码的文字") from None


def refuse_control(text: str) -> None:
    """Raises NotText with the line of the first control character other than tab, form feed and line ends."""
    found = CONTROL.search(text)
    if found:
        line = _line_at(text, found.start())
        raise NotText(line, f"第 {line} 行有控制字符（U+{ord(found[0]):04X}），这不是文本文件")


def _checked(text: str, encoding: str) -> Decoded:
    refuse_control(text)
    return Decoded(text, encoding)


def _line_at(text: str, position: int) -> int:
    return len(LINE_END.findall(text, 0, position)) + 1
