"""No position and no number of a citizen reaches a log: every line loses the query of every address in it, and what is
written like an identity card, a mobile phone or a bank card."""

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

# 身份证号 (GB 11643: 17 digits and a check digit or X), 手机号, 银行卡号. A refusal quotes what was typed, a failing
# statement its row. No id of ours is written so: public ids have 9 signs, division codes 12, times 10 or 13.
NUMBER = re.compile(r"(?<![0-9A-Za-z_.])(?:\d{17}[\dXx]|1[3-9]\d{9}|62\d{14,17})(?![0-9A-Za-z_])")


def without_citizens(text: str) -> str:
    """The text with each query replaced by ``?…``, each named position and each number of a person by ``…``."""
    return NUMBER.sub("…", POSITION.sub(r"\g<name>…", QUERY.sub("?…", text)))


class DropPositions(logging.Filter):
    """Rewrites the record itself, message, arguments and traceback, so that every later handler is clean too."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_citizens(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_citizens(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = without_citizens(record.exc_text)
        # Django hangs the request on its records; a handler that prints it would print the query.
        record.__dict__.pop("request", None)
        return True
