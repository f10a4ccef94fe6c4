"""What a camera or a program wrote into a PNG or JPEG beside its pixels. Emits ``words`` (UTF-8, a line each)."""

from collections.abc import Callable, Iterator
from typing import Any

from PIL import ExifTags, Image

LONGEST = 2_000


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    Image.MAX_IMAGE_PIXELS = None  # no pixel is decoded
    with Image.open(source, formats=["PNG", "JPEG"]) as picture:
        emit("words", "\n".join(dict.fromkeys(words(picture))).encode())


def words(picture: Image.Image) -> Iterator[str]:
    exif = picture.getexif()
    directories = [exif, *(exif.get_ifd(kind) for kind in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo))]
    for value in (*(value for one in directories for value in one.values()), *picture.info.values()):
        if isinstance(value, str):
            yield value[:LONGEST]
        elif isinstance(value, bytes):
            yield value[:LONGEST].decode("utf-8", errors="ignore")
            # XPComment and its kin of Windows, and EXIF's own Unicode comments, are UTF-16.
            yield value[:LONGEST].removeprefix(b"UNICODE\0").decode("utf-16-le", errors="ignore")
