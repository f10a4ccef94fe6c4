"""What a survey file says, and all that is wrong with it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shapely.geometry import MultiPolygon

from importers.formats.coordinate_txt.problems import Problem, Severity


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Plot:
    """One 地块. What could not be read is None.

    ``rows`` counts the rows found, closing ones included; ``declared_ha`` is as read, whatever unit was meant.
    ``flat`` is in metres (easting, northing) of the survey's ``srid``; ``area`` the same in degrees (lng, lat) of
    EPSG:4490, None where the CRS is not decided; ``area_m2`` planar, in ``srid``, as the law wants it.
    ``use`` is 地块用途. Lines count from 1.
    """

    line: int | None
    number: str | None
    name: str | None
    use: str | None
    rows_declared: int | None
    rows: int
    declared_ha: Decimal | None
    flat: MultiPolygon | None
    area: MultiPolygon | None
    area_m2: float | None

    @property
    def parts(self) -> int | None:
        return None if self.flat is None else len(self.flat.geoms)

    @property
    def holes(self) -> int | None:
        return None if self.flat is None else sum(len(part.interiors) for part in self.flat.geoms)

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """(west, south, east, north) in degrees of EPSG:4490."""
        return None if self.area is None else self.area.bounds


@dataclass(frozen=True, slots=True)
class Survey:
    """With an error among the problems nothing may be stored of it, however many plots are sound.

    ``srid``: the EPSG number in which the numbers are, None when it is not decided. ``is_approximate``: of Xian80
    and Beijing54, whose areas are tens of metres off in EPSG:4490 and are stored as Parcel.Quality.APPROXIMATE
    (仅示意). ``crs_reason`` says in Chinese how it was decided, or why not. ``notes``: what was seen and is no
    problem, such as points that repeat the one before.
    """

    plots: tuple[Plot, ...]
    problems: tuple[Problem, ...]
    encoding: str | None
    srid: int | None
    is_approximate: bool
    crs_reason: str
    notes: tuple[str, ...] = ()

    @property
    def crs(self) -> int | None:
        """``srid`` where it is certain where that is: None for Xian80 and Beijing54."""
        return None if self.is_approximate else self.srid

    @property
    def status(self) -> Status:
        severities = {problem.severity for problem in self.problems}
        if Severity.ERROR in severities:
            return Status.REFUSED
        return Status.WARNING if severities else Status.OK

    @property
    def is_refused(self) -> bool:
        return self.status is Status.REFUSED
