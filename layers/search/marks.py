"""``@`` + the path of every unit that a thing lies in, so that "own region first" is an index look-up."""

from collections.abc import Iterator


def region_marks(path: str) -> Iterator[str]:
    """``1/2/3/`` gives ``@1/``, ``@1/2/``, ``@1/2/3/``."""
    end = path.find("/")
    while end != -1:
        yield "@" + path[: end + 1]
        end = path.find("/", end + 1)
