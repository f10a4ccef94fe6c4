"""What GDAL's reader of GeoJSON would change without a word, found before it reads.

It turns NaN into an empty point, cuts text at a NUL, and puts U+FFFD for half a surrogate pair; RFC 8259 knows none
of them and wants UTF-8. Goes along into the sandbox: imports nothing but the standard library.
"""

import codecs
import re
from collections.abc import Iterator

BLOCK = 4 << 20
OVERLAP = 64
# The escapes of NUL and of surrogates; whether the backslash before the u was itself escaped is asked of a hit.
SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
LOW_HALF = re.compile(rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
WORDS = (b"NaN", b"Infinity", b"nan", b"inf")
NO_NUMBER = re.compile(rb"[\[,:]\s*-?(?:NaN|Infinity|nan|inf)\b")
STRING_OR_NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity|nan|inf)\b', re.DOTALL)


def refuse_silent_changes(path: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    suspicious = False
    for text, begin, end in windows(path):
        try:
            decoder.decode(text[2 * begin :])
        except UnicodeDecodeError:
            raise SystemExit("not_unicode") from None
        if b"\\u" in text:
            refuse_escapes(text, begin, end)
        if not suspicious and any(word in text for word in WORDS):
            suspicious = NO_NUMBER.search(text) is not None
    if suspicious:
        refuse_no_numbers(path)


def windows(path: str) -> Iterator[tuple[bytes, int, int]]:
    """The file in blocks, each with the end of the one before; a hit that begins in [begin, end) is this block's."""
    with open(path, "rb") as file:
        tail, block = b"", file.read(BLOCK)
        while block:
            following = file.read(BLOCK)
            text = tail + block
            last = not following
            yield text, len(tail) // 2, len(text) if last else len(text) - OVERLAP // 2
            tail, block = text[-OVERLAP:], following


def refuse_escapes(text: bytes, begin: int, end: int) -> None:
    after_pair = -1
    for hit in SUSPECT.finditer(text):
        at = hit.start()
        backslashes = at - len(text[:at].rstrip(b"\\")) if text[at - 1 : at] == b"\\" else 0
        if backslashes % 2 or at == after_pair:
            continue
        if hit[0] != b"\\u0000" and hit[0][3:4] in b"89abAB" and LOW_HALF.match(text, hit.end()):
            after_pair = hit.end()
            continue
        if not begin <= at < end:
            continue
        if hit[0] == b"\\u0000":
            raise SystemExit("nul")
        raise SystemExit("surrogate")


def refuse_no_numbers(path: str) -> None:
    """Only now is it asked whether the word stands in a text, where it may."""
    with open(path, "rb") as file:
        content = file.read()
    if any(not hit[0].startswith(b'"') for hit in STRING_OR_NO_NUMBER.finditer(content)):
        raise SystemExit("not_finite")
