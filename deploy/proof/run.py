"""Runs rows: all tests in one pytest, so that the databases are built once; benchmarks one after the other."""

import datetime as dt
import os
import platform
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from deploy.proof.rows import Row
from deploy.proof.table import Result
from deploy.stack.checkout import changes, commit
from deploy.stack.paths import ROOT

# A test may say a figure of its own: record_property("figure", "RTO 35 s").
FIGURE = "figure"
STACK = [sys.executable, "-m", "deploy.stack"]


def run(rows: Sequence[Row]) -> dict[str, Result]:
    before = version()
    results: dict[str, Result] = {}
    for is_long in (False, True):
        tests = [row for row in rows if not row.is_bench and row.is_long == is_long]
        if tests:
            results |= run_tests(tests, is_long)
    for row in rows:
        if row.is_bench:
            results[row.name] = run_bench(row)
    # Code that was changed meanwhile is no longer that of the commit.
    ran = before if version() == before else before.removesuffix("+") + "+"
    return {name: replace(result, commit=ran) for name, result in results.items()}


def version() -> str:
    """The commit, with + when files besides those in docs/ are not as it has them."""
    dirty = any(not path.startswith("docs/") for path in changes())
    return commit()[:10] + ("+" if dirty else "")


def run_tests(rows: Sequence[Row], is_long: bool) -> dict[str, Result]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        nodes = sorted({node for row in rows for node in row.nodes})
        marker = "long or longest" if is_long else "not long and not longest"
        words = [*nodes, "-q", "-n", "2", "-m", marker, f"--junitxml={report}"]
        subprocess.run([*STACK, "test", *words], cwd=ROOT)
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314
    return {row.name: result_of(row, (case for case in cases if belongs(case, row))) for row in rows}


def belongs(case: ElementTree.Element, row: Row) -> bool:
    """Whether that test stands in a file or folder of the row."""
    path = case.get("classname", "").replace(".", "/")
    return any(path == node.removesuffix(".py") or path.startswith(f"{node}/") for node in row.nodes)


def result_of(row: Row, cases: Iterable[ElementTree.Element]) -> Result:
    """Green when there was a run and none failed; a skipped one proves nothing."""
    ran = [case for case in cases if case.find("skipped") is None]
    failed = [case for case in ran if case.find("failure") is not None or case.find("error") is not None]
    told = [
        one.get("value", "") for case in ran for one in case.iter("property") if one.get("name") == FIGURE
    ]
    seconds = sum(float(case.get("time", 0)) for case in ran)
    figure = "; ".join([f"{len(ran) - len(failed)} of {len(ran)} passed", *told, f"{seconds:.0f} s"])
    if failed:
        figure += f"; first: {failed[0].get('name')}"
    return stamped(row, bool(ran) and not failed, figure, len(ran))


def run_bench(row: Row) -> Result:
    """A benchmark prints rows that end in met, within noise or missed."""
    began = time.monotonic()
    done = subprocess.run([*STACK, "bench", *row.nodes], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    print(done.stdout, flush=True)
    verdicts = [
        line.strip("| \n").rpartition("|")[2].strip()
        for line in done.stdout.splitlines()
        if line.startswith("|")
    ]
    met, missed = verdicts.count("met"), sum("missed" in verdict for verdict in verdicts)
    noise = verdicts.count("within noise")
    figure = f"{met} met, {noise} within noise, {missed} missed; {time.monotonic() - began:.0f} s"
    return stamped(row, done.returncode == 0 and met > 0 and not missed, figure, met + noise + missed)


def stamped(row: Row, is_green: bool, figure: str, runs: int) -> Result:
    return Result(
        name=row.name,
        promise=row.promise,
        result="green" if is_green else "**red**",
        figure=figure,
        runs=str(runs),
        commit="",
        day=dt.date.today().isoformat(),
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        command=f"`{row.command}`",
    )
