"""A bundle as a batch of the workbench: the worker tries it out, and puts it into drafts when its person says so."""

from importers.bundle.handing_in import Bundle, hand_in_bundle
from importers.bundle.taking import opened_bundle
from importers.findings import WARNING, Findings
from importers.models import Batch
from importers.progress import Told
from importers.report import Problem
from layers.failpoints import failpoint


def check_bundle(batch: Batch, told: Told, *, is_trial: bool) -> Findings:
    """In a transaction. Raises as ``hand_in_bundle``."""
    with opened_bundle(batch) as (content, index):
        bundle = hand_in_bundle(content, batch.file_name, index, batch.user, is_trial=is_trial, told=told)
    failpoint("check.drafted")
    return _told(bundle)


def _told(bundle: Bundle) -> Findings:
    found = Findings(rows=bundle.rows, drafts=bundle.drafts)
    if bundle.junk:
        found.notes.append(f"没有读取：{'、'.join(bundle.junk[:20])}")
    for problem in bundle.problems:
        found.add(problem)
    for row, name, said in bundle.said:
        advice = "可以先放进草稿；遮盖以后才能公布"
        found.add(Problem(row, "文件名", name, said, advice, "gate", WARNING))
    # With a fault nothing goes anywhere.
    for row, name, case, is_new in () if bundle.problems else bundle.lines:
        status = "new" if is_new else "unchanged"
        found.counts[status] += 1
        found.preview.add(row, status, None, name, case)
    return found.summed()
