"""A photo made anew: turned upright, at most ``longest`` pixels, without EXIF, GPS or a trailer. In the sandbox."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 150_000_000


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    Image.MAX_IMAGE_PIXELS = None  # checked here, before any pixel is decoded
    with Image.open(source, formats=["PNG", "JPEG"]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise SystemExit("pixels")
        image = ImageOps.exif_transpose(opened).convert("RGB")
    image.thumbnail((arguments["longest"], arguments["longest"]), Image.Resampling.LANCZOS)
    # A new picture of the same pixels: nothing that the camera wrote beside them comes along.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=82, optimize=True, progressive=True)
    emit("photo", target.getvalue())
