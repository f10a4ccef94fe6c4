"""iCalendar (RFC 5545): whole-day events, each with a reminder on the day before."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_OCTETS = 75
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """``uid`` stays the same for the same thing, so that a calendar replaces what it has."""

    uid: str
    on: dt.date
    summary: str
    description: str
    url: str
    is_tentative: bool = False


def calendar(name: str, events: Iterable[Event], stamp: dt.datetime) -> str:
    """The text of a .ics file, lines ended by CRLF and folded. ``stamp``: an aware time, when it was made."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cuntu//Land//ZH",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        # A subscribed calendar asks again twice a day: a late posting moves the last day.
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event, stamp: dt.datetime) -> list[str]:
    summary = _text(event.summary)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + ONE_DAY:%Y%m%d}",
        f"SUMMARY:{summary}",
        f"DESCRIPTION:{_text(event.description)}",
        f"URL:{event.url}",
        f"STATUS:{'TENTATIVE' if event.is_tentative else 'CONFIRMED'}",
        # A last day keeps nobody busy.
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        f"DESCRIPTION:{summary}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    """3.3.11: backslash, semicolon, comma and line break are escaped; no other control character may stand there."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in lines if letter.isprintable())


def _folded(line: str) -> Iterator[str]:
    """3.1: no line longer than 75 octets; one that goes on begins with a space. No character is cut in two."""
    part, octets = "", 0
    for letter in line:
        width = len(letter.encode())
        if octets + width > LONGEST_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + letter, octets + width
    yield part
