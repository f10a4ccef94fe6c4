"""One table of cases, run through the evaluator of the desk and through that of the browser."""

import json
from pathlib import Path

import pytest

from layers.benefits.verdict import of_benefit

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
SCRIPT = Path("portal/static/js/benefit-verdict.js").resolve()
NAMES = ("attribute", "operator", "wanted", "alternative")


def conditions(case):
    return [dict(zip(NAMES, row, strict=True)) for row in case["conditions"]]


@pytest.mark.parametrize("case", CASES)
def test_the_desk_comes_to_the_verdict_of_the_table(case):
    assert of_benefit(conditions(case), case["profile"]) == case["verdict"]


@pytest.mark.browser
def test_the_browser_comes_to_the_same_verdicts(browser):
    page = browser.new_page()
    source = SCRIPT.read_text(encoding="utf-8")
    given = [[conditions(case), case["profile"]] for case in CASES]
    found = page.evaluate(
        """async ([source, given]) => {
            const { ofBenefit } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            return given.map(([conditions, profile]) => ofBenefit(conditions, profile));
        }""",
        [source, given],
    )
    page.close()
    assert found == [case["verdict"] for case in CASES]
