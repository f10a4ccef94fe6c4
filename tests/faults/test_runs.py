"""Operations under faults, then the oracle: seed after seed, no invariant is violated. A failure prints its seeds, and
`FAULT_SEEDS="17 40" bin/test tests/faults -m long` runs those again."""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from threading import Thread

import pytest

from layers.failpoints import POINTS
from tests.faults.outside import Citizen, Reader, until
from tests.faults.plan import COMMON, OWN, Plan, plan
from tests.faults.stage import Stage
from tests.faults.striking import strike

FEW, MANY, PARTS = 12, 500, 4
THOROUGH_EVERY = 25
# Read by everybody, kept by nginx.
PAGE = "/map/"
Record = Callable[[str, object], None]


def run(stage: Stage, planned: Plan, counted: Counter[str], *, is_thorough: bool) -> list[str]:
    """What is wrong afterwards. ``counted``: what happened meanwhile."""
    seed, log = planned.seed, stage.folder / "operations.log"
    command = {"seed": seed, "log": str(log), "operations": planned.operations, "is_large": planned.is_large}
    own = {name: value for fault in planned.faults for name, value in vars(fault).items() if value}
    if "point" in own:
        command["failpoints"] = ",".join(f"{fault.point}=kill" for fault in planned.faults if fault.point)
    command |= {name: own[name] for name in ("clock_s", "most_bytes") if name in own}
    until(stage.front.url, PAGE)
    with Reader(stage.site, stage.front.url, feed_of(seed), PAGE) as reader:
        citizen = Citizen(stage.front.url, some_place(stage), log, seed)
        pid = stage.actor.begin(do="act", **command)
        reporting = Thread(target=citizen.report_all, args=(planned.reports if citizen.place else 0,))
        reporting.start()
        strike(stage, planned.faults, pid)
        how = stage.actor.ended()
        reporting.join()
        until(stage.site, "/api/layers/places.geojson?bbox=118,37,118.001,37.001")
        until(stage.site, PAGE)
    counted["actors killed"] += how == -9
    counted["reads"] += len(reader.samples)
    counted["reads during an outage"] += sum(names is None for names, _, _ in reader.samples)
    assert how in (0, -9), (stage.folder / "actor.log").read_text()[-3_000:]
    again = {name: command[name] for name in ("seed", "log", "operations", "is_large")}
    if stage.actor.do(do="recover", **again) != 0:
        return [f"tried again it fails: {last_line(stage)}"]
    citizen.report_again()
    return judged(stage, seed, reader.samples, is_thorough=is_thorough)


def judged(stage: Stage, seed: int, samples: Sequence[object], *, is_thorough: bool) -> list[str]:
    verdict, log = stage.folder / "verdict.json", stage.folder / "operations.log"
    asked = {"seed": seed, "log": str(log), "node": stage.site, "samples": samples, "verdict": str(verdict)}
    if stage.actor.do(do="judge", **asked, is_thorough=is_thorough) != 0:
        return [f"the oracle fails: {last_line(stage)}"]
    return [str(one) for one in json.loads(verdict.read_text(encoding="utf-8"))]


def feed_of(seed: int) -> str:
    from tests.faults.oracle import Run

    return Run(seed, "", [], []).box()


def some_place(stage: Stage) -> str:
    with stage.superuser() as connection:
        found = connection.execute(
            "SELECT public_id FROM places_place WHERE withdrawn_at IS NULL ORDER BY id LIMIT 1"
        ).fetchone()
    return str(found[0]) if found else ""


def last_line(stage: Stage) -> str:
    return (stage.folder / "actor.log").read_text()[-1_500:]


def run_all(stage: Stage, seeds: Iterable[int], record_property: Record) -> None:
    planned, began = [plan(seed) for seed in seeds], time.monotonic()
    wrong: dict[str, list[str]] = {}
    counted = Counter[str]()
    for number, one in enumerate(planned, 1):
        is_thorough = number % THOROUGH_EVERY == 0 or number == len(planned)
        if found := run(stage, one, counted, is_thorough=is_thorough):
            wrong[one.line()] = found
            print(one.line(), *found, sep="\n  ", flush=True)
        print(f"{time.monotonic() - began:.1f} s", one.line(), flush=True)
    kinds = Counter(fault.kind for one in planned for fault in one.faults)
    # The stage of a worker outlives one part, and so does its log.
    ours = {one.seed for one in planned}
    events = map(json.loads, (stage.folder / "operations.log").read_text().splitlines())
    states = Counter(event["state"] for event in events if event["seed"] in ours)
    counted |= Counter({"operations begun": states["begun"], "operations acknowledged": states["ok"]})
    told = [f"{count} {what}" for what, count in [*sorted(kinds.items()), *counted.items()]]
    figure = f"{len(planned)} runs, {len(wrong)} with a violation of I1-I9: {', '.join(told)}"
    print(figure)
    record_property("figure", figure)
    assert wrong == {}


@pytest.mark.long
def test_operations_under_faults_violate_no_invariant(stage: Stage, record_property: Record) -> None:
    seeds = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "").split()] or range(FEW)
    run_all(stage, seeds, record_property)


@pytest.mark.longest
@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_runs_under_faults_violate_no_invariant(
    stage: Stage, part: int, record_property: Record
) -> None:
    run_all(stage, range(1_000 + part, 1_000 + MANY, PARTS), record_property)


def test_the_plans_strike_with_every_fault_and_at_every_point() -> None:
    planned = [plan(seed) for seed in range(1_000, 1_000 + MANY)]
    assert {fault.kind for one in planned for fault in one.faults} == {*OWN, *COMMON}
    assert {fault.point for one in planned for fault in one.faults if fault.point} == set(POINTS)
    assert {fault.kind for seed in range(FEW) for fault in plan(seed).faults} == {*OWN, *COMMON}
    assert plan(7) == plan(7)
