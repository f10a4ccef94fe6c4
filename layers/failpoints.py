"""Named points at which a test kills the process, to see what is left: all or nothing, and once when it is tried again.

Nothing happens unless CUNTU_FAILPOINTS names the point: ``import.staged=kill``, ``import.read=kill@3`` at the third
time that it is passed. SIGKILL, because that is what a machine does: no handler runs, nothing is tidied up.
"""

import os
import signal
from collections import Counter

VARIABLE = "CUNTU_FAILPOINTS"
# Every point there is: in the order in which an import and then its change set pass them, then files and messages. The
# tests walk this list.
POINTS = (
    "upload.kept",
    "upload.stored",
    "upload.saved",
    "check.begun",
    "check.read",
    "check.copied",
    "check.staged",
    "check.drafting",
    "check.drafted",
    "check.saved",
    "check.committed",
    "submit.begun",
    "submit.done",
    "passage.begun",
    "passage.applied",
    "passage.done",
    "passage.committed",
    "release.applied",
    "publish.copied",
    "withdraw.entered",
    "redact.entered",
    "redact.committed",
    "push.expanded",
    "push.claimed",
    "push.handed",
)
_passed: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Here a test may end the process. A name that is not in POINTS is a mistake of the code."""
    assert name in POINTS, name
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    for part in wanted.split(","):
        point, _, action = part.partition("=")
        if point == name:
            _passed[name] += 1
            if _passed[name] == int(action.partition("@")[2] or 1):
                os.kill(os.getpid(), signal.SIGKILL)
