"""An oracle that finds nothing proves nothing: each invariant is broken by hand, and is named."""

from collections import Counter

import pytest

from tests.faults.log import events
from tests.faults.plan import Plan
from tests.faults.stage import Stage
from tests.faults.test_runs import judged, run


@pytest.mark.long
def test_the_oracle_names_each_invariant_that_somebody_has_broken(stage: Stage) -> None:
    kinds = {"release": "", "publish": "", "push": "", "apply": "", "edit": "600-release", "undo": "600-edit"}
    operations = [(kind, f"600-{kind}", of) for kind, of in kinds.items()]
    operations += [("publish", "600-leak", ""), ("redact", "600-redact", "600-leak")]
    assert run(stage, Plan(600, tuple(operations), False, (), 0), Counter(), is_thorough=True) == []
    told = {
        one.key.removeprefix("600-"): one.told
        for one in events(stage.folder / "operations.log", 600)
        if one.state == "ok"
    }
    with stage.superuser() as connection:
        connection.execute("SET session_replication_role = replica")  # past the triggers that would refuse it
        for statement, key in (
            (
                # Nor is the text made anew that the feed is joined from: without one it writes what is there.
                "UPDATE places_place SET name = '600-release号卫生室0版本9', feature_of_places = NULL WHERE public_id = %s",
                told["release"]["keys"][0],
            ),
            (
                "UPDATE foi_application SET region_id = (SELECT id FROM regions_region WHERE code = '371621000000')"
                " WHERE number = %s",
                told["apply"]["number"],
            ),
            (
                "DELETE FROM audit_auditentry"
                " WHERE change_set = (SELECT id FROM changes_changeset WHERE public_id = %s)",
                told["release"]["set"],
            ),
            (
                "UPDATE subscriptions_outbox SET state = 'unknown'"
                " WHERE notice_id = (SELECT id FROM subscriptions_notice WHERE event = %s)",
                told["push"]["event"],
            ),
            (
                "DELETE FROM ledger_ledgerentry WHERE strpos(line, '\"REDACT\"') > 0 AND strpos(line, %s) > 0",
                told["redact"]["document"],
            ),
        ):
            assert connection.execute(statement.encode(), [key]).rowcount > 0, statement
    # One move: bytes that should be there are gone, and those that were removed for good are there.
    leak = told["leak"]["sha256"]
    for file in (stage.var / "media").rglob(told["publish"]["sha256"]):
        back = file.parents[2] / leak[:2] / leak[2:4] / leak
        back.parent.mkdir(parents=True, exist_ok=True)
        file.rename(back)
    samples = [([], 5, 200), ([], 4, 503)]
    found = judged(stage, 600, samples, is_thorough=True)
    assert any("removed for good" in one for one in found) and any("600-redact" in one for one in found)
    assert {one.partition("_")[0] for one in found} == {f"i{number}" for number in range(1, 10)}
