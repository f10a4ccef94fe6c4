"""What a film is, asked before anything of it is decoded, and the copies that are made anew of it.

Containers, decoders and protocols are closed lists: a playlist (HLS, concat) that calls itself MP4 would otherwise make
ffmpeg read other files and other servers (CVE-2016-1897, CVE-2016-1898).
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo.errors import BadInput
from layers.documents.bench import MADE, SOURCE, Bench
from layers.documents.sandbox import Limits

LONGEST_S = 30 * 60
LONGEST_SIDE_PX, MOST_PX = 4096, 4096 * 2304
MOST_FRAMES_A_S = 120
DECODERS = "h264,hevc,mpeg4,aac,mp3,mp3float,pcm_s16le,pcm_s16be,alac"
# External references of QuickTime lead to other files; they stay off, said aloud.
OPEN = (
    "-protocol_whitelist", "file", "-format_whitelist", "mov", "-codec_whitelist", DECODERS, "-enable_drefs", "0",
    "-use_absolute_path", "0", "-f", "mov",
)  # fmt: skip
# Of the copies: for large screens, and for phones and slow lines.
LARGE_PX, SMALL_PX = 720, 480
PROBE_LIMITS = Limits(memory_bytes=1 << 30, cpu_s=10, wall_s=10, processes=200)
MEMORY_BYTES, LARGEST_BYTES = 4 << 30, 2 << 30
# So long a second of film may take, on one slow core.
CPU_S_A_SECOND, CPU_S_AT_LEAST = 12, 60
OUT_TIME = re.compile(rb"out_time_us=(\d{1,15})\s")
# What the copy may differ from what the film says of itself.
TOLERANCE_S = 2.0


@dataclass(frozen=True)
class Film:
    """As it is shown, turned as the camera says. ``duration_s`` is what the container claims."""

    duration_s: float
    width_px: int
    height_px: int
    has_sound: bool

    @property
    def short_side_px(self) -> int:
        return min(self.width_px, self.height_px)


def probe(bench: Bench, parameter: str = "file") -> Film:
    """Raises BadInput that names the film: longer than half an hour, larger than 4K, more than one picture or sound."""
    arguments = ["-v", "fatal", *OPEN, "-show_format", "-show_streams", "-of", "json", f"file:{SOURCE}"]
    said = b"".join(bench.run("ffprobe", arguments, PROBE_LIMITS, parameter))

    def refused(message: str) -> BadInput:
        return BadInput(parameter, f"{bench.name}:{message}")

    try:
        told = json.loads(said)
        streams = told["streams"]
        pictures = [one for one in streams if one["codec_type"] == "video"]
        sounds = [one for one in streams if one["codec_type"] == "audio"]
        if len(pictures) != 1 or len(sounds) > 1:
            raise refused("应有一路画面，最多一路声音")
        picture = pictures[0]
        duration_s = float(told["format"]["duration"])
        width, height = int(picture["width"]), int(picture["height"])
        frames_a_s = _ratio(picture["avg_frame_rate"])
    except (KeyError, TypeError, ValueError):
        raise refused("读不出时长或画面大小，请用剪辑软件重新导出为 MP4") from None
    if not 0 < duration_s <= LONGEST_S:
        raise refused(f"时长应在 {LONGEST_S // 60} 分钟以内")
    if not (min(width, height) >= 16 and max(width, height) <= LONGEST_SIDE_PX and width * height <= MOST_PX):
        raise refused("画面大小应在 4K 以内")
    if not 0 < frames_a_s <= MOST_FRAMES_A_S:
        raise refused(f"每秒应有 1 到 {MOST_FRAMES_A_S} 帧画面")
    if _is_turned(picture):
        width, height = height, width
    return Film(duration_s, width, height, bool(sounds))


def _ratio(text: str) -> float:
    """25/1; 0 for 0/0, which a film without frames says."""
    above, _, below = text.partition("/")
    return int(above) / int(below) if int(below) else 0.0


def _is_turned(picture: dict[str, Any]) -> bool:
    """Phones film lying down and say how it is to be turned."""
    turns = [one.get("rotation", 0) for one in picture.get("side_data_list", ())]
    return any(abs(int(turn)) % 180 == 90 for turn in turns)


def make_rendition(
    bench: Bench, film: Film, short_side_px: int, moved: Callable[[float], None] = lambda part: None
) -> str:
    """Name on the bench of an MP4 (H.264, AAC, index first), whose shorter side has ``short_side_px`` at most.

    ``moved`` is told the part that is done, 0 to 1, twice a second; what it raises ends the work. No title, place or
    camera of the source comes along. Raises BadInput when the film breaks, or is not as long as it says.
    """
    name = f"{short_side_px}p.mp4"
    width_px, height_px = size_of_copy(film, short_side_px)
    cpu_s = CPU_S_AT_LEAST + int(film.duration_s * CPU_S_A_SECOND)
    arguments = [
        "-v", "fatal", "-nostdin", "-progress", "pipe:1", "-nostats", *OPEN, "-i", f"file:{SOURCE}",
        "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1",
        "-t", str(LONGEST_S), "-vf", f"scale={width_px}:{height_px},format=yuv420p", "-threads", "2", "-filter_threads", "1",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-profile:v", "high", "-c:a", "aac", "-b:a", "96k",
        "-ac", "2", "-movflags", "+faststart", "-f", "mp4", f"file:{MADE}/{name}",
    ]  # fmt: skip
    limits = Limits(
        memory_bytes=MEMORY_BYTES, cpu_s=cpu_s, wall_s=cpu_s, output_bytes=LARGEST_BYTES, processes=200
    )
    reached_s = 0.0
    for block in bench.run("ffmpeg", arguments, limits):
        for told in OUT_TIME.findall(block):
            reached_s = int(told) / 1e6
            moved(min(1.0, reached_s / film.duration_s))
    if abs(reached_s - film.duration_s) > TOLERANCE_S:
        raise BadInput("file", f"{bench.name}:写明的时长与内容不符，请用剪辑软件重新导出")
    return name


def make_poster(bench: Bench, film: Film) -> str:
    """Name on the bench of a JPEG of one tenth into the film."""
    arguments = [
        "-v", "fatal", "-nostdin", *OPEN, "-ss", f"{film.duration_s / 10:.3f}", "-i", f"file:{SOURCE}",
        "-map", "0:v:0", "-frames:v", "1", "-map_metadata", "-1", "-threads", "1", "-vf", "scale='min(1280,iw)':-2",
        "-c:v", "mjpeg", "-q:v", "4", "-f", "mjpeg", f"file:{MADE}/poster.jpg",
    ]  # fmt: skip
    limits = Limits(memory_bytes=MEMORY_BYTES, cpu_s=60, output_bytes=16 << 20, processes=200)
    for _ in bench.run("ffmpeg", arguments, limits):
        pass
    return "poster.jpg"


def sizes_of(film: Film) -> list[int]:
    """Short sides of the copies to be made: one for large screens, never larger than the film, and one for phones."""
    return [min(LARGE_PX, film.short_side_px), SMALL_PX] if film.short_side_px > SMALL_PX else [SMALL_PX]


def size_of_copy(film: Film, short_side_px: int) -> tuple[int, int]:
    """Width and height of ``make_rendition``; H.264 wants both even."""
    side = min(short_side_px, film.short_side_px) // 2 * 2
    longer = round(side * max(film.width_px, film.height_px) / film.short_side_px / 2) * 2
    return (longer, side) if film.width_px >= film.height_px else (side, longer)
