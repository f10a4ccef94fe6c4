"""字幕: WebVTT (W3C Candidate Recommendation, 2019) or SubRip as editors export it, read into cues and written anew.

What the public gets is always what ``written`` makes of the cues: plain text with its times, no style sheet, no tag, no
comment of the file.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.errors import BadInput

LONGEST = 100_000
MOST_CUES = 2_000
LONGEST_CUE = 200
# A caption may stand until the last picture has gone, as editors round.
AFTER_THE_END_S = 2.0
TIME = r"(?:(\d{1,2}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
TIMING = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t].*)?", re.ASCII)
TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
NO_CUES = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")


@dataclass(frozen=True)
class Cue:
    """``start_s`` and ``end_s`` from the beginning of the film; ``line`` of its times in the file, from 1."""

    start_s: float
    end_s: float
    text: str
    line: int = 0


def parse(text: str) -> list[Cue]:
    """Raises BadInput("captions") with the number of the line, for what is no caption file or stands out of order."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues: list[Cue] = []
    for first, block in _blocks(lines):
        if first == 1 and re.match(r"WEBVTT(\s|$)", block[0]):
            # Metadata may stand below the first word, up to the first empty line; a cue may not.
            if any("-->" in line for line in block):
                raise _fault(first + 1, "WEBVTT 这一行下面要空一行")
            continue
        if NO_CUES.match(block[0]):
            continue
        cues.append(_cue(first, block))
        if len(cues) > MOST_CUES:
            raise BadInput("captions", f"字幕超过 {MOST_CUES} 条，请分成几个视频")
        if len(cues) > 1 and cues[-1].start_s < cues[-2].start_s:
            raise _fault(cues[-1].line, "开始时间早于前一条，请按时间先后排列")
    if not cues:
        raise BadInput(
            "captions", "字幕里一条也没有；每条先写时间，如 00:00:01.000 --> 00:00:04.000，下一行写文字"
        )
    return cues


def within(cues: list[Cue], duration_s: float) -> None:
    """Raises BadInput for the first caption that begins or ends after the film."""
    for cue in cues:
        if cue.start_s >= duration_s or cue.end_s > duration_s + AFTER_THE_END_S:
            raise _fault(cue.line, f"超过了视频的时长（{duration_s:.1f} 秒），请核对是不是这个视频的字幕")


def written(cues: list[Cue]) -> str:
    """WebVTT, from which ``parse`` reads the same cues."""
    blocks = [
        f"{_time(cue.start_s)} --> {_time(cue.end_s)}\n{html.escape(cue.text, quote=False)}" for cue in cues
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty ones, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(first: int, block: list[str]) -> Cue:
    # An identifier may stand above the times: a number in SubRip, any word in WebVTT.
    at = next((number for number, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        raise _fault(
            first, f"应写时间，如 00:00:01.000 --> 00:00:04.000，现在写的是“{block[0].strip()[:20]}”"
        )
    line = first + at
    match = TIMING.fullmatch(block[at].strip())
    if match is None:
        raise _fault(
            line, f"时间写得不对，应如 00:00:01.000 --> 00:00:04.000，现在写的是“{block[at].strip()[:40]}”"
        )
    start_s, end_s = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end_s <= start_s:
        raise _fault(line, "结束时间应晚于开始时间")
    if any("-->" in words for words in block[at + 1 :]):
        raise _fault(line, "两条字幕之间要空一行")
    text = "\n".join(filter(None, (_plain(words) for words in block[at + 1 :])))
    if not text:
        raise _fault(line, "只有时间，没有文字")
    if len(text) > LONGEST_CUE:
        raise _fault(line, f"一条字幕最多 {LONGEST_CUE} 个字，请分成几条")
    return Cue(start_s, end_s, text, line)


def _plain(words: str) -> str:
    return html.unescape(TAG.sub("", words)).replace("-->", "→").strip()


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _time(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _fault(line: int, message: str) -> BadInput:
    return BadInput("captions", f"字幕第 {line} 行：{message}")
