"""A small fixed part of bin/fuzz."""

from tests.importers.fuzz import run


def test_mutated_files_end_as_a_table_or_a_refusal_and_reach_nobody(tmp_path):
    tally, wrong = run(26, seed=2, workers=2, keep=tmp_path)
    assert wrong == [] and tally["read"] and tally["refused"]
