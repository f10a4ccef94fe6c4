"""docs/proof.md: rows lead to tests that are there, red stays red, and no figure is anybody's own word."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from deploy.proof import run as proof
from deploy.proof.rows import ROWS
from deploy.proof.run import belongs, result_of
from deploy.proof.table import NOT_RUN, Result, read, write
from deploy.stack.paths import ROOT

ROW = next(row for row in ROWS if row.name == "ledger")
REPORT = """<testsuites><testsuite>
<testcase classname="tests.layers.ledger.test_chain" name="test_a" time="1.4">{one}</testcase>
<testcase classname="tests.layers.ledger.test_forged" name="test_b[x]" time="0.6"/>
<testcase classname="tests.layers.ledgers.test_other" name="test_c" time="9"><failure/></testcase>
</testsuite></testsuites>"""


def result(one: str) -> Result:
    cases = ElementTree.fromstring(REPORT.format(one=one)).iter("testcase")
    return result_of(ROW, [case for case in cases if belongs(case, ROW)])


@pytest.mark.parametrize(
    ("one", "colour", "figure", "runs"),
    [
        ("", "green", "2 of 2 passed; 2 s", "2"),
        (
            '<properties><property name="figure" value="0 lost"/></properties>',
            "green",
            "2 of 2 passed; 0 lost; 2 s",
            "2",
        ),
        ("<failure/>", "**red**", "1 of 2 passed; 2 s; first: test_a", "2"),
        ("<error/>", "**red**", "1 of 2 passed; 2 s; first: test_a", "2"),
        ("<skipped/>", "green", "1 of 1 passed; 1 s", "1"),
    ],
)
def test_a_row_is_green_when_its_own_tests_ran_and_passed(
    one: str, colour: str, figure: str, runs: str
) -> None:
    found = result(one)
    assert (found.result, found.figure, found.runs) == (colour, figure, runs)


def test_a_row_belongs_to_the_code_that_it_began_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "run_tests", lambda rows, is_long: {ROW.name: result("")})
    for seen, told in ((["a", "a"], "a"), (["a", "b"], "a+"), (["a+", "a+"], "a+"), (["a", "a+"], "a+")):
        monkeypatch.setattr(proof, "version", iter(seen).__next__)
        assert proof.run([ROW])[ROW.name].commit == told


def test_a_row_of_which_nothing_ran_is_red() -> None:
    assert result_of(ROW, []).result == "**red**"


def test_a_row_that_was_not_run_now_keeps_what_it_was(tmp_path: Path) -> None:
    file = tmp_path / "proof.md"
    write(file, {ROW.name: result("<failure/>")})
    write(file, {})
    assert list(read(file)) == [row.name for row in ROWS]
    assert read(file)[ROW.name] == result("<failure/>")
    assert {found.result for name, found in read(file).items() if name != ROW.name} == {NOT_RUN}


def test_every_row_leads_to_tests_or_a_benchmark_that_are_there() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        for node in row.nodes:
            assert (ROOT / (f"bench/{node}.py" if row.is_bench else node)).exists(), row


def test_the_document_that_is_committed_has_every_row() -> None:
    assert list(read(ROOT / "docs/proof.md")) == [row.name for row in ROWS]
