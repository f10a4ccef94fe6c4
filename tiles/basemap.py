"""The base map of 天地图, fetched by the site: the key stays here, a quota of the day holds, and what was fetched is kept.

Nothing leaves the house unless the city's file says `kind = "tianditu"` with the 审图号 that the map shows, and the key is set.
No part of the address comes from the caller but a set of a closed list and three numbers.
"""

import datetime as dt
import fcntl
import http.client
import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404

from geo.tile import Tile
from tiles.store import alone, folder

logger = logging.getLogger(__name__)

# 天地图's sets in Web Mercator (its matrix set "w").
SETS = {"vec": "矢量底图", "cva": "矢量注记", "img": "影像底图", "cia": "影像注记"}
DEEPEST = 18
SECONDS = 3
MOST_BYTES = 1 << 20
KEPT_S = 30 * 24 * 3600
MEDIA_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Unavailable(Exception):
    """There is no picture now. ``message`` is Chinese."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Picture(NamedTuple):
    content: bytes
    media_type: str


def is_offered() -> bool:
    """Whether this city shows it. An approval number stands on every map that is shown; and pictures in GCJ-02 beneath
    our data would put every place half a kilometre beside its house."""
    base = settings.CITY["basemap"]
    return bool(
        base["kind"] == "tianditu"
        and base["approval_no"]
        and base.get("datum", "cgcs2000") == "cgcs2000"
        and settings.TIANDITU_KEY
    )


def picture(name: str, tile: Tile) -> Picture:
    """Raises Http404 for a set that there is not, Unavailable when the quota is used up or 天地图 gives none."""
    if not is_offered() or name not in SETS or not 1 <= tile.z <= DEEPEST:
        raise Http404("没有这个在线底图")
    path = folder() / ".base" / name / str(tile.z) / str(tile.x) / str(tile.y)
    with alone(path):
        kept = _kept(path)
        if kept is not None and path.stat().st_mtime > time.time() - KEPT_S:
            return kept
        try:
            fetched = _fetched(name, tile)
        except Unavailable:
            # An old picture is better than none.
            if kept is not None:
                return kept
            raise
        _keep(path, fetched.content)
        return fetched


def _kept(path: Path) -> Picture | None:
    with suppress(OSError):
        return _recognised(path.read_bytes())
    return None


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError as fault:
        logger.warning("a picture of the base map could not be kept: %s", fault)


def _recognised(content: bytes) -> Picture | None:
    """By its first bytes: an error page of a gateway is no picture, whatever its header says."""
    return next(
        (Picture(content, kind) for start, kind in MEDIA_TYPES.items() if content.startswith(start)), None
    )


def _fetched(name: str, tile: Tile) -> Picture:
    _count_one()
    query = {
        "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": name, "STYLE": "default",
        "TILEMATRIXSET": "w", "FORMAT": "tiles", "TILEMATRIX": tile.z, "TILECOL": tile.x, "TILEROW": tile.y,
        "tk": settings.TIANDITU_KEY,
    }  # fmt: skip
    root = urlsplit(settings.TIANDITU_URL)
    connect = http.client.HTTPSConnection if root.scheme == "https" else http.client.HTTPConnection
    connection = connect(root.netloc, timeout=SECONDS)
    try:
        # Not urllib: a redirection is an answer like any other here, and followed nowhere.
        connection.request("GET", f"{root.path}/{name}_w/wmts?{urlencode(query)}")
        response = connection.getresponse()
        content = response.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as fault:
        logger.warning("天地图 did not answer: %s", type(fault).__name__)
        raise Unavailable("天地图暂时没有回应，请稍后再试") from None
    finally:
        connection.close()
    found = _recognised(content) if response.status == 200 and len(content) <= MOST_BYTES else None
    if found is None:
        logger.warning("天地图 gave no picture: status %s, %s bytes", response.status, len(content))
        raise Unavailable("天地图没有给出这一块底图")
    return found


def _count_one() -> None:
    """Of the key's quota of today, for all processes. Where nothing can be counted nothing is fetched."""
    path = folder() / ".base" / f"fetched-{dt.date.today():%Y-%m-%d}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            fetched = int(file.read() or 0)
            if fetched >= settings.TIANDITU_A_DAY:
                raise Unavailable("今天的天地图配额已用完，明天恢复")
            file.truncate(0)
            file.write(str(fetched + 1))
    except OSError:
        raise Unavailable("天地图的配额无法计数，底图暂停") from None
