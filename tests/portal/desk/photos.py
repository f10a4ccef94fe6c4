"""A photo as a phone takes it."""

import io

from PIL import Image


def phone_photo() -> bytes:
    """A JPEG with GPS 37°24' N 118° E and the hour in its EXIF."""
    target, data = io.BytesIO(), Image.Exif()
    data[0x0132] = "2024:02:05 08:12:00"
    data.get_ifd(0x8825).update({1: "N", 2: (37.0, 24.0, 0.0), 3: "E", 4: (118.0, 0.0, 0.0)})
    Image.new("RGB", (640, 480), "white").save(target, "JPEG", exif=data)
    found = target.getvalue()
    assert Image.open(io.BytesIO(found)).getexif().get_ifd(0x8825)
    return found
