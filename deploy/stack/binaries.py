"""Which PostgreSQL runs: Debian installs each major version into a folder of its own."""

import re
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.errors import SetUpError

VERSIONS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")


@dataclass(frozen=True)
class Binaries:
    major: int

    def __getitem__(self, program: str) -> str:
        return str(VERSIONS / str(self.major) / "bin" / program)


def installed_majors() -> list[int]:
    """Major versions with a server and PostGIS, oldest first."""
    return sorted(
        int(folder.name)
        for folder in VERSIONS.glob("*")
        if re.fullmatch(r"\d+", folder.name)
        and (folder / "bin/postgres").exists()
        and (EXTENSIONS / folder.name / "extension/postgis.control").exists()
    )


def binaries_for(data: Path) -> Binaries:
    """The version that wrote the data folder, or the newest one for a folder that is still to be made."""
    majors = installed_majors()
    if not majors:
        raise SetUpError("PostgreSQL with PostGIS is not installed.", "Run bin/bootstrap.")
    mark = data / "PG_VERSION"
    if not mark.exists():
        return Binaries(majors[-1])
    wrote = int(mark.read_text().strip())
    if wrote not in majors:
        raise SetUpError(
            f"The data in {data} was written by PostgreSQL {wrote}; installed is {', '.join(map(str, majors))}.",
            f"Install postgresql-{wrote}-postgis-3 and postgresql-{wrote}-pgrouting, or dump with {wrote} and "
            "restore into a new folder (docs/setup.md, Another PostgreSQL version).",
        )
    return Binaries(wrote)
