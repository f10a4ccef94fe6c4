"""Reading, checking and staging a file of places, side by side with ogr2ogr (PG_USE_COPY), shp2pgsql and LayerMapping of
the same file, and our COPY with a raw COPY of the same lines into the same table; then the most memory that a format of
each kind takes; then, once, what comes after the stage: the comparison with what is public, the history, the rows with
their indexes, the search keys.

Run it by `bin/bench imports [points [points of the shapefile [rounds]]]`: it wants the throw-away cluster that bin/bench
starts. LayerMapping and what comes after the stage are measured with a file of their own, which is small: they are slow.
`bin/bench imports whole [points]` measures that alone, of so many, with the memory of all of it.
"""

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

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench.import_files import handed, made  # noqa: E402
from bench.import_peers import layer_mapping, ogr2ogr, shp2pgsql  # noqa: E402
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
from layers.staff.models import User  # noqa: E402
from layers.time_limits import without_time_limits  # noqa: E402
from tests.harness.cast import make_cast  # noqa: E402
from tests.importers.places import villages  # noqa: E402
from tests.importers.watch import Watch  # noqa: E402
from tests.layers.places.making import category  # noqa: E402

ROWS, SHAPEFILE_ROWS, FEW, ROUNDS = 1_000_000, 200_000, 20_000, 9
TARGET, MOST_MB = 0.7, 512
MEASURED, STREAMED = ("GeoPackage", "CSV", "Shapefile"), ("GeoPackage", "CSV", "Shapefile", "GeoJSON")
CHOICES = {"crs": "4490"}


def staged(file: HandedFile, user: Any) -> tuple[float, float]:
    """Seconds for read + check + COPY, and of them for the COPY with the making of its lines; rolled back."""
    clock, choices = Clock(), Choices.of(CHOICES)
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        for owner, name in ((staging, "block_of"), (staging.Stage, "send")):
            stack.enter_context(mock.patch.object(owner, name, clock.around(getattr(owner, name))))
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
    return spent, clock.spent


def lines_of(file: HandedFile, user: Any) -> list[str]:
    """What our COPY sends, to be sent again bare."""
    blocks: list[str] = []
    with mock.patch.object(staging.Stage, "send", lambda _, block: blocks.append(block)):
        staged(file, user)
    return blocks


def raw_copy(blocks: list[str]) -> float:
    fields = blocks[0].partition("\n")[0].count("\t") - 3
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


def side_by_side(title: str, path: Path, few: Path, count: int, rounds: int, user: Any) -> list[str]:
    """Prints the ratios; the rates for the table of all."""
    file, copying = handed(path), list[float]()
    blocks = lines_of(file, user)

    def ours() -> float:
        spent, copied = staged(file, user)
        copying.append(copied)
        return spent

    contestants = {"ours": ours, "ogr2ogr": lambda: ogr2ogr(path), "raw COPY": lambda: raw_copy(blocks)}
    if title == "Shapefile":
        contestants["LayerMapping"] = lambda: layer_mapping(few)
        if shutil.which("shp2pgsql"):
            contestants["shp2pgsql"] = lambda: shp2pgsql(path)
    figures = interleaved(contestants, rounds)
    for name, over, under in (
        (f"read + check + stage of {title}, rate by ogr2ogr's", figures["ogr2ogr"], figures["ours"]),
        (f"COPY phase of {title}, rate by raw COPY's", figures["raw COPY"], copying[1:]),
    ):
        print(ratio(name, over, under, TARGET, at_most=False).row(), flush=True)
    counts = dict.fromkeys(contestants, count) | {"LayerMapping": FEW}
    return [
        f"| {title} | {name} | {counts[name]:,} | {counts[name] / statistics.median(found):,.0f} |"
        for name, found in figures.items()
    ]


def most_memory(path: Path) -> tuple[float, float]:
    """MB of the process that checks and of its child, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-P", __file__, "memory", path], check=True, stdout=subprocess.PIPE, text=True
    )
    own, child = map(float, told.stdout.split())
    return own, child


def tell_memory(path: Path, user: Any) -> None:
    watch = Watch()
    watch.start()
    staged(handed(path), user)
    watch.over = True
    watch.join()
    print(most_mb(), watch.most / (1 << 20))


def most_mb() -> float:
    """What this process held at its most. ru_maxrss would tell of the process that started it, too."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
    return int(line.split()[1]) / 1024


def after_the_stage(file: HandedFile, user: Any) -> dict[str, float]:
    """Seconds of each part of a whole import; rolled back."""
    choices, stage, history = Choices.of(CHOICES), Clock(), Clock()
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


def told_whole(file: HandedFile, user: Any, count: int) -> None:
    parts = after_the_stage(file, user)
    print(f"\nA whole import of {count:,} points, once: ", end="")
    print("; ".join(f"{part} {spent:.2f} s" for part, spent in parts.items()), end="; ")
    print(f"most memory {most_mb():,.0f} MB")


def whole(count: int, user: Any) -> None:
    print(heading(f"bin/bench imports whole {count}"))
    with tempfile.TemporaryDirectory(prefix="cuntu-bench-") as folder:
        told_whole(handed(made(Path(folder), "GeoPackage", count)), user, count)


def main() -> int:
    if sys.argv[1:2] == ["memory"]:
        tell_memory(Path(sys.argv[2]), User.objects.get(username="county-editor"))
        return 0
    cast = make_cast()
    category()
    villages(cast.town)
    user, rates = cast.county_editor, list[str]()
    if sys.argv[1:2] == ["whole"]:
        whole(int(sys.argv[2]) if len(sys.argv) > 2 else ROWS, user)
        return 0
    given = [*map(int, sys.argv[1:4])]
    rows, shapefile_rows, rounds = [*given, *(ROWS, SHAPEFILE_ROWS, ROUNDS)[len(given) :]]
    print(heading(f"bin/bench imports {rows} {shapefile_rows} {rounds}"), "\n")
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="cuntu-bench-") as name:
        folder = Path(name)
        (folder / "few").mkdir()
        few = made(folder / "few", "Shapefile", FEW)
        counts = {title: shapefile_rows if title == "Shapefile" else rows for title in STREAMED}
        paths = {title: made(folder, title, count) for title, count in counts.items()}
        for title in MEASURED:
            rates += side_by_side(title, paths[title], few, counts[title], rounds, user)
        print("\n| file | by | rows | rows/s |\n|---|---|---|---|", *rates, sep="\n", flush=True)
        print("\n| most memory | rows | worker, MB | child, MB | target, together |\n|---|---|---|---|---|")
        for title in STREAMED:
            own, child = most_memory(paths[title])
            print(f"| {title} | {counts[title]:,} | {own:,.0f} | {child:,.0f} | < {MOST_MB} MB |", flush=True)
        told_whole(handed(few), user, FEW)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
