"""Reading, checking and staging a file of places, against ogr2ogr with PG_USE_COPY and shp2pgsql of the same file in the
same run; the COPY alone against a raw COPY of the same lines into the same table; apart from them, once, what comes after
the stage: the comparison with what is public, the history, the rows with their indexes, the search keys.

Run it by `bin/bench imports [rows] [rounds]`: it wants the throw-away cluster that bin/bench starts.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.release import Clock, released  # noqa: E402
from bench.rounds import HEAD, heading, interleaved, ratio  # noqa: E402
from importers import stage as staging  # noqa: E402
from importers.check import check  # noqa: E402
from importers.checking import Checking  # noqa: E402
from importers.choices import Choices  # noqa: E402
from importers.dataset import dataset_of  # noqa: E402
from importers.findings import Findings  # noqa: E402
from importers.handed import HandedFile  # noqa: E402
from importers.intake import Intake  # noqa: E402
from importers.progress import Told  # noqa: E402
from importers.source import opened  # noqa: E402
from layers.changes import bulk  # noqa: E402
from layers.time_limits import without_time_limits  # noqa: E402
from tests.harness.cast import make_cast  # noqa: E402
from tests.importers.places import villages  # noqa: E402
from tests.layers.places.making import category  # noqa: E402

ROWS, ROUNDS = 50_000, 9
TARGET = 0.7
FORMATS = {
    "GeoPackage": ("GPKG", "points.gpkg"),
    "CSV": ("CSV", "points.csv"),
    "Shapefile": ("ESRI Shapefile", "points.shp"),
}
MAKE = """
import sys, numpy as np, pyogrio, shapely
folder, count = sys.argv[1], int(sys.argv[2])
n = np.arange(count)
lng, lat = 118.1005 + (n % 3) * 0.02 + (n // 3 % 600) * 0.00003, 37.1005 + (n // 1800) * 0.019 / max(count // 1800, 1)
names = [f"卫生室{i}" for i in range(count)]
columns = {
    "名称": names, "类目": ["示例医院"] * count, "所在区划": [f"{'甲乙丙'[i % 3]}村" for i in range(count)],
    "地址": [f"示例镇示例路{i}号" for i in range(count)], "电话": [f"0543-{2180000 + i % 9999}" for i in range(count)],
}
fields, texts = list(columns), [np.array(column, dtype=object) for column in columns.values()]
for driver, name in (("GPKG", "points.gpkg"), ("ESRI Shapefile", "points.shp")):
    more = {"SPATIAL_INDEX": "NO"} if driver == "GPKG" else {}
    if driver != "GPKG":
        fields[2] = "区划"  # ten bytes are all that a DBF has for a name
    pyogrio.raw.write(f"{folder}/{name}", shapely.to_wkb(shapely.points(lng, lat)), texts, fields, geometry_type="Point",
                      crs="EPSG:4490", driver=driver, encoding="UTF-8", **more)
fields[2] = "所在区划"
with open(f"{folder}/points.csv", "w", encoding="utf-8") as file:
    file.write(",".join([*fields, "经度", "纬度"]) + "\\n")
    for row in zip(*columns.values(), lng.tolist(), lat.tolist()):
        file.write(",".join(map(str, row)) + "\\n")
"""


def dsn() -> str:
    """For libpq's own programs, from the login of the site."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return f"host={host} dbname={parts.path.lstrip('/')} user={parts.username} password={parts.password}"


def handed(folder: Path, name: str) -> HandedFile:
    """A shapefile as staff hand it in: its parts in a zip, made outside of the measured time."""
    if not name.endswith(".shp"):
        return HandedFile(name, folder / name)
    packed = folder / "points.zip"
    if not packed.exists():
        parts = [f"points.{part}" for part in ("shp", "shx", "dbf", "prj", "cpg")]
        subprocess.run([sys.executable, "-m", "zipfile", "-c", packed, *parts], cwd=folder, check=True)
    return HandedFile("points.zip", packed)


class Copies:
    """The COPY of each batch: its seconds, and its lines."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.blocks: list[str] = []

    def __call__(self, original: Any) -> Any:
        def copied(stage: Any, *columns: Any) -> None:
            begun = time.perf_counter()
            original(stage, *columns)
            self.spent += time.perf_counter() - begun

        return copied


def staged(file: HandedFile, user: Any) -> tuple[float, float]:
    """Seconds for read + check + COPY, and of them for the COPY with the making of its lines; rolled back."""
    copies = Copies()
    choices = Choices.of({"crs": "4490"})
    with transaction.atomic(), mock.patch.object(staging.Stage, "send", copies(staging.Stage.send)):
        without_time_limits()
        begun = time.perf_counter()
        with opened(file, choices) as source:
            checking = Checking(user, file.name, choices, Told(), Findings())
            intake = Intake(checking, source, dataset_of("places").columns(user))
            intake.map()
            intake.stage(intake.decide())
        spent = time.perf_counter() - begun
        assert not checking.found.problems, checking.found.problems[:3]
        transaction.set_rollback(True)
    return spent, copies.spent


def lines_of(file: HandedFile, user: Any) -> list[str]:
    """What our COPY sends, to be sent again bare."""
    blocks: list[str] = []

    def kept(stage: Any, rows: Any, lngs: Any, lats: Any, there: Any, columns: Any) -> None:
        texts = [map(str, rows), map(repr, lngs), map(repr, lats), there, *columns]
        blocks.append("\n".join(map("\t".join, zip(*texts, strict=True))) + "\n")

    with mock.patch.object(staging.Stage, "copy", kept):
        staged(file, user)
    return blocks


def raw_copy(blocks: list[str], fields: int) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        columns = "".join(f", f{at} text" for at in range(fields))
        cursor.execute(
            f"CREATE TEMPORARY TABLE bare (row integer, lng float8, lat float8, there text{columns}) ON COMMIT DROP"
        )
        begun = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for block in blocks:
                copy.write(block)
        spent = time.perf_counter() - begun
        transaction.set_rollback(True)
    return spent


def ogr2ogr(path: Path) -> float:
    options = ["-nln", "bench_ogr", "-lco", "SPATIAL_INDEX=NONE", "-lco", "UNLOGGED=ON", "-overwrite"]
    if path.suffix == ".csv":
        options += ["-oo", "X_POSSIBLE_NAMES=经度", "-oo", "Y_POSSIBLE_NAMES=纬度", "-a_srs", "EPSG:4490"]
    begun = time.perf_counter()
    subprocess.run(
        [
            "ogr2ogr",
            "-q",
            "-f",
            "PostgreSQL",
            f"PG:{dsn()}",
            path,
            *options,
            "--config",
            "PG_USE_COPY",
            "YES",
        ],
        check=True,
    )
    return time.perf_counter() - begun


def shp2pgsql(path: Path) -> float:
    begun = time.perf_counter()
    made = subprocess.Popen(
        ["shp2pgsql", "-D", "-d", "-s", "4490", path, "bench_shp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    subprocess.run(
        ["psql", "-q", dsn()],
        stdin=made.stdout,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made.wait()
    return time.perf_counter() - begun


def after_the_stage(file: HandedFile, user: Any) -> dict[str, float]:
    """Seconds of each part of a whole import; rolled back."""
    choices, stage, history = Choices.of({"crs": "4490"}), Clock(), Clock()
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        without_time_limits()
        begun = time.perf_counter()
        with opened(file, choices) as source, ExitStack() as watched:
            for owner, name, clock in (
                (Intake, "stage", stage),
                (bulk, "rows_of", history),
                (bulk, "_copy", history),
            ):
                watched.enter_context(mock.patch.object(owner, name, clock.around(getattr(owner, name))))
            found = check(dataset_of("places"), source, choices, user=user, file_name=file.name)
        checked = time.perf_counter() - begun
        assert found.change_set is not None, found.problems[:3]
        # It rolls back what it releases, and this its draft.
        _, rows, search = released(found.change_set, user)
        transaction.set_rollback(True)
    return {
        "read, check and stage": stage.spent,
        "compared with what is public": checked - stage.spent - history.spent,
        "history: rows of the change set with their hashes": history.spent,
        "released: rows with indexes and audit": rows,
        "search keys": search,
    }


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    cast = make_cast()
    category()
    villages(cast.town)
    user = cast.county_editor
    print(heading(f"bin/bench imports {count}"), "\n")
    rates: list[str] = []
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="cuntu-bench-") as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-c", MAKE, folder, str(count)], check=True)
        for title, (_, file_name) in FORMATS.items():
            file = handed(folder, file_name)
            blocks = lines_of(file, user)
            fields = blocks[0].partition("\n")[0].count("\t") - 3
            copying: list[float] = []

            def ours(file: HandedFile = file, copying: list[float] = copying) -> float:
                spent, copied = staged(file, user)
                copying.append(copied)
                return spent

            contestants = {
                "ours": ours,
                "ogr2ogr": lambda path=folder / file_name: ogr2ogr(path),
                "raw": lambda blocks=blocks, fields=fields: raw_copy(blocks, fields),
            }
            if title == "Shapefile" and shutil.which("shp2pgsql"):
                contestants["shp2pgsql"] = lambda path=folder / file_name: shp2pgsql(path)
            figures = interleaved(contestants, rounds)
            compared = "read + check + stage of"
            print(
                ratio(
                    f"{compared} {title}, rate by ogr2ogr's",
                    figures["ogr2ogr"],
                    figures["ours"],
                    TARGET,
                    at_most=False,
                ).row()
            )
            print(
                ratio(
                    f"COPY phase of {title}, rate by raw COPY's",
                    figures["raw"],
                    copying[1:],
                    TARGET,
                    at_most=False,
                ).row()
            )
            rates += [
                f"{title}, {name}: {count / statistics.median(found):,.0f} rows/s"
                for name, found in figures.items()
            ]
            apart = [f"{part} {spent:.2f} s" for part, spent in after_the_stage(file, user).items()]
            rates.append(f"{title}, a whole import, once: {'; '.join(apart)}")
    print("\n" + "\n".join(rates))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"\npeak memory: this process {peak:,.0f} MB with its lines for the raw COPY, largest child {child:,.0f} MB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
