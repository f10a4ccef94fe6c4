"""One byte range of a request (RFC 9110, section 14)."""

import re

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII)


class RangeNotSatisfiable(ValueError):
    """The range lies outside the file: 416."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte (both included) of a file of ``size`` bytes, or None for the whole file.

    A header that is not one well-formed byte range is ignored, as the RFC says; several ranges at once are answered
    with the whole file, which is allowed and spares the multipart.
    """
    match = _RANGE.fullmatch(header)
    if match is None or match.group(1) == match.group(2) == "":
        return None
    if match.group(1) == "":  # the last n bytes
        length = min(int(match.group(2)), size)
        if length == 0:
            raise RangeNotSatisfiable
        return size - length, size - 1
    first = int(match.group(1))
    if match.group(2) and int(match.group(2)) < first:
        return None
    if first >= size:
        raise RangeNotSatisfiable
    last = int(match.group(2)) if match.group(2) else size - 1
    return first, min(last, size - 1)
