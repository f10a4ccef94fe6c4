"""What the user has already said about a file; None where the file is to be asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """``encoding`` is utf-8, gb18030 or big5hkscs. The fields are names of columns of a text table or sheet.
    ``makes_points`` False: two columns of a position in a text table stay columns; the reader places its rows itself."""

    layer: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    lng_field: str | None = None
    lat_field: str | None = None
    wkt_field: str | None = None
    makes_points: bool = True
