"""Small files whose every page is known, and stores in a folder of their own."""

import io
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from portal.file_stores import file_stores


def stores_in(folder: Path, settings: Any) -> dict[str, Path]:
    """Both stores below ``folder``, by their names."""
    folders = {name: folder / name for name in ("originals", "derivatives")}
    places = {
        name: {**settings.STORAGES[name], "OPTIONS": {"location": place, "base_url": None}}
        for name, place in folders.items()
    }
    settings.STORAGES = {**settings.STORAGES, **places}
    return folders


def bucket_away(settings: Any) -> None:
    """Both stores in a bucket that nobody answers for."""
    given = {"CUNTU_BUCKET": "away", "CUNTU_BUCKET_KEY_ID": "id", "CUNTU_BUCKET_SECRET": "secret"}
    away = file_stores({**given, "CUNTU_BUCKET_ENDPOINT": "http://127.0.0.1:1"}, Path())
    settings.STORAGES = {**settings.STORAGES, **away}


def as_it_is(stored: Any, file_name: str) -> Any:
    """A public copy for tests that are about something else than what the gate makes of a file."""
    from layers.documents.store import copy

    return copy(stored, "derivatives")


@cache
def pdf(*pages: str) -> bytes:
    """A real PDF of A4 pages, one for each text."""
    import weasyprint

    style = "<style>body { font-family: 'Noto Sans CJK SC' } section { break-after: page }</style>"
    sections = "".join(f"<section><h1>{text}</h1></section>" for text in pages)
    return weasyprint.HTML(string=style + sections).write_pdf()


MEDIA = Path(__file__).parent / "media"
THREE_PAGES = ("征收土地公告", "补偿标准每亩六万元", "附图一张")


def picture(width: int, height: int, kind: str = "PNG", **options) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "#2d6a4f").save(target, kind, **options)
    return target.getvalue()


def second_of_sound() -> bytes:
    """A second of 440 Hz, MP3, one channel, 32 kbit/s."""
    return (MEDIA / "second.mp3").read_bytes()


def green_film() -> bytes:
    """A second of green, H.264 in MP4, 64 x 64."""
    return (MEDIA / "green.mp4").read_bytes()
