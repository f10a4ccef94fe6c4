"""The public files of /data/: made when somebody asks, kept until what they show changes.

A file's name carries everything that it depends on, so a file that is there is the right one. A small one is made while
the caller waits, by one thread of the whole site at a time; a large one by a job.
"""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from importers.exports.collection import write_collection
from importers.exports.content import Content
from importers.exports.gdal import write_geopackage, write_shapefile
from importers.exports.layer import content_of, rows
from importers.exports.spreadsheet import write_workbook
from layers.catalog import Layer
from layers.reads import reading_publicly
from layers.versions import LayerVersion

# Raised when the same rows would be written in another form.
FORM = 1
# So many rows are written in a second or two.
MOST_AT_ONCE = 10_000
# So long a caller waits for the file of another one.
PATIENCE_S = 10.0
MOST_IN_LINE = 4
A_DAY_S = 24 * 3600
FILES_KEPT = 300


@dataclass(frozen=True)
class FileFormat:
    """``encoding`` in words, for the page."""

    extension: str
    title: str
    media_type: str
    encoding: str
    write: Callable[[Content, Path], None]


FORMATS = {
    one.extension: one
    for one in (
        FileFormat("shp.zip", "Shapefile", "application/zip", "GBK，附 .cpg；有生僻字时为 GB18030", write_shapefile),
        FileFormat("gpkg", "GeoPackage", "application/geopackage+sqlite3", "UTF-8", write_geopackage),
        FileFormat("geojson", "GeoJSON", "application/geo+json", "UTF-8", write_collection),
        FileFormat(
            "xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "UTF-8",
            write_workbook,
        ),
    )
}  # fmt: skip


class Busy(Exception):
    """Another file is being made, or this one by a job: to be asked for again in ``seconds``."""

    def __init__(self, seconds: int, *, wants_job: bool = False) -> None:
        super().__init__(seconds)
        self.seconds, self.wants_job = seconds, wants_job


@dataclass(frozen=True)
class PublicFile:
    """``within``: 12-digit code of a unit, or None for the city."""

    layer: Layer
    format: FileFormat
    within: str | None = None

    @property
    def tag(self) -> str:
        """Changes with the rows, the tree of regions, the day (units and notices begin and end), what may be shown."""
        versions = LayerVersion.objects.filter(layer__in=[self.layer.name, "regions", "places"], county="")
        facts = (
            sorted(versions.values_list("layer", "version", "changed_at")),
            timezone.localdate(),
            self.layer.name,
            self.layer.shows_areas,
            self.within,
            settings.CITY["public_geometry"],
            settings.DEMO,
            FORM,
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]

    def ready(self, tag: str) -> Path | None:
        path = self._path(tag)
        return path if path.is_file() else None

    def made(self, tag: str) -> Path:
        """The file, made here and now if it is not there. Raises BadInput("within") and Busy."""
        if (path := self.ready(tag)) is not None:
            return path
        if rows(self.layer, self.within).count() > MOST_AT_ONCE:
            raise Busy(20, wants_job=True)
        with _in_line(), _alone("small", PATIENCE_S):
            # Whoever waited may have waited for this very file.
            return self.ready(tag) or self._make(tag)

    def make_large(self) -> None:
        """For the job. Raises Busy while another one is at it."""
        with reading_publicly():
            tag = self.tag
            if self.ready(tag) is None:
                with _alone("large"):
                    self._make(tag)

    def _make(self, tag: str) -> Path:
        folder, path = _folder(), self._path(tag)
        with TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
            made = Path(scratch) / f"made.{self.format.extension}"
            self.format.write(content_of(self.layer, self.within), made)
            made.replace(path)
        _sweep(folder, path)
        return path

    def _path(self, tag: str) -> Path:
        return (
            Path(settings.EXPORTS) / f"{self.layer.name}-{self.within or 'all'}-{tag}.{self.format.extension}"
        )


def _folder() -> Path:
    folder = Path(settings.EXPORTS)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


@contextmanager
def _in_line() -> Iterator[None]:
    """One of few who may wait, or Busy at once: the threads of the site are for its pages."""
    for place in range(MOST_IN_LINE):
        with suppress(Busy), ExitStack() as stack:
            stack.enter_context(_alone(f"line-{place}"))
            held = stack.pop_all()
            break
    else:
        raise Busy(5)
    with held:
        yield


@contextmanager
def _alone(name: str, patience_s: float = 0) -> Iterator[None]:
    """A lock of the file system, which a killed process cannot keep. Raises Busy when it was not to be had in time."""
    until = time.monotonic() + patience_s
    with (_folder() / f".lock-{name}").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Busy(5) from None
                time.sleep(0.1)
        yield


def _sweep(folder: Path, fresh: Path) -> None:
    """The tag knows the day, so a file of yesterday is asked for no more; and the folder has an end."""
    files = [
        (path.stat().st_mtime, path) for path in folder.iterdir() if path.is_file() and path.name[0] != "."
    ]
    for at, (changed, path) in enumerate(sorted(files, reverse=True)):
        if path != fresh and (at >= FILES_KEPT or changed < time.time() - A_DAY_S):
            path.unlink(missing_ok=True)
