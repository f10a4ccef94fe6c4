"""Which kind of file it is, decided by its content; the name must then agree.

A kind is accepted whole: a file that is cut off, or carries something else before or behind, is refused, because
two programs would read it as two different things.
"""

import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import IO

import puremagic

from geo.errors import BadInput

MAX_ID3_BYTES = 5 << 20
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"M4A ",
    b"dash",
}


@dataclass(frozen=True)
class Kind:
    media_type: str
    title: str
    extensions: tuple[str, ...]
    starts: Callable[[bytes], bool]
    fault: Callable[[IO[bytes], int], str | None]

    @property
    def extension(self) -> str:
        return self.extensions[0]


def _read(content: IO[bytes], offset: int, length: int) -> bytes:
    content.seek(max(0, offset))
    return content.read(length)


def _pdf_fault(content: IO[bytes], size: int) -> str | None:
    tail = _read(content, size - 2048, 2048)
    if b"%%EOF" not in tail:
        return "PDF 不完整，结尾缺失"
    if tail.rpartition(b"%%EOF")[2].strip(b"\r\n\t \x00"):
        return "PDF 结尾之后还有其他内容，请另存为新的 PDF"
    return None


def _png_fault(content: IO[bytes], size: int) -> str | None:
    if _read(content, 12, 4) != b"IHDR":
        return "PNG 损坏"
    return None if _read(content, size - 8, 4) == b"IEND" else "PNG 不完整，或结尾之后还有其他内容"


def _jpeg_fault(content: IO[bytes], size: int) -> str | None:
    # Phones put more behind the end mark (a second picture, a film), so it is only looked for.
    return None if b"\xff\xd9" in _read(content, size // 2, size) else "JPEG 不完整"


def _mp3_start(content: IO[bytes]) -> int:
    """Where the first frame must be: behind the ID3v2 tag, whose size is four 7-bit numbers."""
    head = _read(content, 0, 10)
    if not head.startswith(b"ID3"):
        return 0
    a, b, c, d = (byte & 127 for byte in head[6:10])
    return 10 + (a << 21 | b << 14 | c << 7 | d)


def _mp3_frame_length(header: bytes) -> int:
    """Bytes of the MPEG audio layer III frame with this header (ISO 11172-3, 13818-3); 0 when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    mpeg1 = version == 3
    kilobits = (
        (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
        if mpeg1
        else (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    )[rate]
    hertz = (44100, 48000, 32000)[sampling] // {3: 1, 2: 2, 0: 4}[version]
    return (144 if mpeg1 else 72) * kilobits * 1000 // hertz + (header[2] >> 1 & 1)


def _mp3_fault(content: IO[bytes], size: int) -> str | None:
    start = _mp3_start(content)
    if start > MAX_ID3_BYTES:
        return "MP3 的标签过大"
    length = _mp3_frame_length(_read(content, start, 4))
    if not length or not _mp3_frame_length(_read(content, start + length, 4)):
        return "MP3 中没有声音"
    return None


def _mp4_fault(content: IO[bytes], size: int) -> str | None:
    """Walk the top-level boxes (ISO 14496-12): they must fill the file exactly and include an index."""
    position = 0
    found: set[bytes] = set()
    while position < size:
        header = _read(content, position, 16)
        if len(header) < 8:
            return "MP4 不完整"
        length, box = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack(">Q", header[8:])
        elif length == 0:
            length = size - position
        if length < 8 or not box.isalnum() or len(found) > 1000:
            return "MP4 损坏"
        found.add(box)
        position += length
    return None if position == size and b"moov" in found else "MP4 不完整"


def _wav_fault(content: IO[bytes], size: int) -> str | None:
    """A RIFF file says its own length (Microsoft RIFF, 1991); plain PCM is what every browser plays."""
    head = _read(content, 0, 22)
    (length,) = struct.unpack("<I", head[4:8])
    if length + 8 != size:
        return "WAV 不完整，或结尾之后还有其他内容"
    return None if head[12:16] == b"fmt " and head[20:22] == b"\x01\x00" else "WAV 应为未压缩的 PCM"


PDF = Kind("application/pdf", "PDF", ("pdf",), lambda head: head.startswith(b"%PDF-"), _pdf_fault)
PNG = Kind("image/png", "PNG 图片", ("png",), lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png_fault)
JPEG = Kind(
    "image/jpeg", "JPEG 图片", ("jpg", "jpeg"), lambda head: head.startswith(b"\xff\xd8\xff"), _jpeg_fault
)
MP3 = Kind(
    "audio/mpeg",
    "MP3 声音",
    ("mp3",),
    lambda head: head.startswith(b"ID3") or _mp3_frame_length(head[:4]) > 0,
    _mp3_fault,
)
MP4 = Kind(
    "video/mp4",
    "MP4 视频",
    ("mp4", "m4v"),
    lambda head: head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS,
    _mp4_fault,
)
WAV = Kind(
    "audio/wav",
    "WAV 声音",
    ("wav",),
    lambda head: len(head) >= 22 and head[:4] == b"RIFF" and head[8:12] == b"WAVE",
    _wav_fault,
)
KINDS = (PDF, PNG, JPEG, MP3, MP4, WAV)


def decide(
    content: IO[bytes], size: int, file_name: str, allowed: Collection[Kind] = KINDS, parameter: str = "file"
) -> Kind:
    """The kind of ``content`` (``size`` bytes), or BadInput that names the file and says what it is instead."""
    head = _read(content, 0, 4096)
    known = (*KINDS, *(kind for kind in allowed if kind not in KINDS))
    kind = next((kind for kind in known if kind.starts(head)), None)
    wanted = "、".join(kind.title for kind in allowed)
    if kind is None or kind not in allowed:
        is_really = kind.title if kind else _name(head)
        raise BadInput(parameter, f"{file_name}:内容是{is_really},这里只收 {wanted}")
    if fault := kind.fault(content, size):
        raise BadInput(parameter, f"{file_name}:{fault}")
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if extension not in kind.extensions:
        raise BadInput(parameter, f"{file_name}:内容是 {kind.title},文件名却不是 .{kind.extension}")
    return kind


def _name(head: bytes) -> str:
    """What the file seems to be, for the message only."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "未知类型"
    return f" {matches[0].name}" if matches else "未知类型"
