"""No position of a citizen reaches a log: every line loses the query of every address in it."""

import logging
import re

# An address with a query, as request lines, referers and exceptions write it. Positions travel as lng, lat, bbox,
# from, to and near, and a search names the village one asks about; no query is worth keeping.
QUERY = re.compile(r"""(?<=[\w/%.~!*()-])\?[^\s"'<>]*=[^\s"'<>]*""")
# A position beside no question mark: a log line of our own, a QUERY_STRING, a dict of parameters.
POSITION = re.compile(
    r"""(?P<name>\b(?:lng|lat|bbox|from|to|near)\b["']?\s*(?:=|:|%3D)\s*)\[?["']?[-+]?[\d.]+(?:(?:,|%2C|\s)+[-+]?[\d.]+)*["']?\]?""",
    re.IGNORECASE,
)


def without_positions(text: str) -> str:
    """The text with each query replaced by ``?…`` and each named position by ``…``."""
    return POSITION.sub(r"\g<name>…", QUERY.sub("?…", text))


class DropPositions(logging.Filter):
    """Rewrites the record itself, message, arguments and traceback, so that every later handler is clean too."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_positions(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_positions(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = without_positions(record.exc_text)
        # Django hangs the request on its records; a handler that prints it would print the query.
        record.__dict__.pop("request", None)
        return True
