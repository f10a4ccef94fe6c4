"""A zip that somebody handed in. It is believed in nothing: what is odd is refused, never put right.

Names are data: they are shown and compared, no file is ever written under one. Python's own reader strips ``../`` and
follows the first of two names, and until 3.11.8 unpacks overlapping entries (CVE-2024-0450), hence the checks here.
"""

import re
import stat
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geo.errors import BadInput

MOST_ENTRIES = 1_000
MOST_RATIO = 100
# A .dbf of wide, empty columns packs as well as a bomb does; what is smaller than this hurts nobody unpacked.
RATIO_MATTERS_BYTES = 64 << 20
MOST_NAME_BYTES = 200
BLOCK = 1 << 20

UTF8_FLAG, ENCRYPTED_FLAG, DESCRIPTOR_FLAG = 0x800, 0x1, 0x8
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
# What macOS and Windows put in without asking; named in the report, never read.
JUNK = re.compile(r"(^|/)(__MACOSX(/|$)|\._[^/]*$|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
NESTED = re.compile(r"\.(zip|rar|7z|tar|t?gz|bz2|xz|zst|cab|iso|kmz)$", re.IGNORECASE)
# Names that Windows takes for devices, whatever follows the first dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@dataclass(frozen=True)
class Entry:
    """``name`` as the sender wrote it, with its folders."""

    name: str
    info: zipfile.ZipInfo

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Folder and name without the extension: what the parts of one shapefile share."""
        return self.name[: -len(self.extension) - 1] if self.extension else self.name

    @property
    def extension(self) -> str:
        return self.base.rpartition(".")[2].lower() if "." in self.base else ""

    @property
    def size(self) -> int:
        return self.info.file_size


class Archive:
    """The files of a zip that passed every check, and what was left aside as ``junk``."""

    def __init__(self, content: IO[bytes], file_name: str, *, most_bytes: int) -> None:
        """Raises BadInput("file") that names the archive and the entry at fault; unpacks nothing."""
        self.file_name = file_name
        content.seek(0, 2)
        self._size = content.tell()
        self._content = content
        try:
            self._refuse_rubbish_around()
            self._zip = zipfile.ZipFile(content)
            infos = self._zip.infolist()
            if len(infos) > MOST_ENTRIES:
                raise self._refused(f"压缩包里超过 {MOST_ENTRIES} 个文件")
            entries = [Entry(self._name_of(info), info) for info in infos]
            for entry in entries:
                self._refuse_odd(entry)
            self._refuse_twins(entries)
            self._refuse_bomb(entries, most_bytes)
            self._refuse_overlaps(entries)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
            struct.error,
        ) as error:
            if isinstance(error, BadInput):
                raise
            raise self._refused("压缩包损坏或不是标准的 ZIP") from error
        files = [entry for entry in entries if not entry.info.is_dir()]
        self.junk = [entry.name for entry in files if JUNK.search(entry.name)]
        self.entries = [entry for entry in files if not JUNK.search(entry.name)]

    def unpack(self, entry: Entry, target: Path) -> Path:
        """Its bytes at ``target``, which is a place of ours. Raises BadInput when they are not what was declared."""
        left = entry.size
        try:
            with self._zip.open(entry.info) as packed, target.open("wb") as unpacked:
                while block := packed.read(BLOCK):
                    left -= len(block)
                    if left < 0:
                        break
                    unpacked.write(block)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
        ) as error:
            raise self._refused(f"“{entry.name}”已损坏，或实际大小与声明不符") from error
        except Exception as error:  # zlib.error is no subclass of anything above
            raise self._refused(f"“{entry.name}”已损坏") from error
        if left != 0:
            raise self._refused(f"“{entry.name}”的实际大小与声明不符")
        return target

    def _refused(self, why: str) -> BadInput:
        return BadInput("file", f"{self.file_name}：{why}")

    def _refuse_rubbish_around(self) -> None:
        """Two programs would read a file with something before or behind the zip as two different things."""
        self._content.seek(0)
        head = self._content.read(4)
        self._content.seek(max(0, self._size - 22 - 0xFFFF))
        tail = self._content.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < 22:
            raise self._refused("压缩包不完整")
        (comment,) = struct.unpack_from("<H", tail, at + 20)
        if head != b"PK\x03\x04" or at + 22 + comment != len(tail):
            raise self._refused("压缩包之前或之后还有其他内容")
        size, offset = struct.unpack_from("<LL", tail, at + 12)
        zip64 = 0xFFFFFFFF in (size, offset)
        if not zip64 and offset + size != self._size - len(tail) + at:
            raise self._refused("压缩包之前或之后还有其他内容")

    def _name_of(self, info: zipfile.ZipInfo) -> str:
        """Windows writes names in the code page of the machine, which is GBK here; most others write UTF-8."""
        if info.flag_bits & UTF8_FLAG:
            return info.orig_filename
        raw = info.orig_filename.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise self._refused("压缩包里的文件名不是 UTF-8 也不是 GB18030")

    def _refuse_odd(self, entry: Entry) -> None:
        name, info = entry.name, entry.info
        parts = name.removesuffix("/").split("/")
        shown = "".join(letter if unicodedata.category(letter) not in UNSEEN else "?" for letter in name[:60])
        if (
            len(name.encode()) > MOST_NAME_BYTES
            or "\\" in name
            or ":" in name
            or any(part in ("", ".", "..") or part != part.rstrip(". ") for part in parts)
            or any(DEVICES.match(part) for part in parts)
            or any(unicodedata.category(letter) in UNSEEN for letter in name)
        ):
            raise self._refused(f"压缩包含非法路径“{shown}”")
        if info.flag_bits & ENCRYPTED_FLAG:
            raise self._refused("压缩包设有密码，请去掉密码后再传")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._refused(f"“{shown}”的压缩方法不是标准的 ZIP，请用系统自带的“压缩”重新打包")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.create_system == 3 and kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise self._refused(f"“{shown}”是链接或设备，不是文件")
        if NESTED.search(name) and not JUNK.search(name):
            raise self._refused(f"压缩包里还有压缩包“{shown}”，请解开后再传")

    def _refuse_twins(self, entries: list[Entry]) -> None:
        seen: set[str] = set()
        for entry in entries:
            key = unicodedata.normalize("NFC", entry.name).casefold()
            if key in seen:
                raise self._refused(f"压缩包里“{entry.name}”出现两次")
            seen.add(key)

    def _refuse_bomb(self, entries: list[Entry], most_bytes: int) -> None:
        if sum(entry.size for entry in entries) > most_bytes:
            raise self._refused(f"解压后超过 {most_bytes >> 20} MB")
        for entry in entries:
            packed = entry.info.compress_size
            if entry.size > RATIO_MATTERS_BYTES and entry.size > MOST_RATIO * packed:
                raise self._refused(f"“{entry.name}”的压缩比异常，疑似压缩炸弹")

    def _refuse_overlaps(self, entries: list[Entry]) -> None:
        """Each entry has bytes of its own, and says the same of itself in both places."""
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.info.header_offset):
            info = entry.info
            if info.header_offset < end or (end == 0 and info.header_offset != 0):
                raise self._refused("压缩包里的文件互相重叠，疑似压缩炸弹")
            self._content.seek(info.header_offset)
            header = LOCAL_HEADER.unpack(self._content.read(LOCAL_HEADER.size))
            signature, flags, packed, size, name_length, extra_length = (
                header[0],
                header[2],
                header[7],
                header[8],
                header[9],
                header[10],
            )
            raw = self._content.read(name_length)
            central = info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437")
            if signature != b"PK\x03\x04" or raw != central:
                raise self._refused(f"“{entry.name}”在压缩包里有两个不同的名字")
            declared = flags & DESCRIPTOR_FLAG or 0xFFFFFFFF in (packed, size)
            if not declared and (packed, size) != (info.compress_size, info.file_size):
                raise self._refused(f"“{entry.name}”的大小在压缩包里写法不一")
            end = info.header_offset + LOCAL_HEADER.size + name_length + extra_length + info.compress_size
        if end > self._zip.start_dir:
            raise self._refused("压缩包里的文件互相重叠，疑似压缩炸弹")
