"""What a phone reads from a code on the screen."""

import io

import zxingcpp
from PIL import Image


def decoded(picture: bytes) -> str:
    """The text of the one code in a PNG; raises AssertionError when there is none or another."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert len(found) == 1, f"{len(found)} codes"
    return str(found[0].text)
