"""`python -m deploy.rehearsal [SECONDS]`, called by bin/rehearse: all rehearsals on a throw-away sample city."""

import os
import subprocess
import sys

from deploy.rehearsal.failover import failover
from deploy.rehearsal.paused import paused
from deploy.rehearsal.rolling import rolling
from deploy.rehearsal.stage import staged
from deploy.stack.command import database, private_cluster
from deploy.stack.environment import base_environment
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from deploy.stack.test import run_folder

STEPS = [
    "migrate",
    "area",
    "reference",
    "divisions",
    "samples",
    "ledger",
    "static",
    "--seed",
    "1",
    "--scale",
    "0.05",
]


def main(words: list[str]) -> int:
    seconds = float(words[0]) if words else 10.0
    with run_folder() as folder, database(folder) as logins:
        environment = (
            base_environment(folder) | logins.environment() | {"CUNTU_VAR": str(folder), "CUNTU_DEMO": "1"}
        )
        subprocess.run(
            [sys.executable, "manage.py", "prepare", *STEPS], env=environment, check=True, stdout=sys.stderr
        )
        with staged(folder, private_cluster(folder), logins, environment) as stage:
            rolled = rolling(stage)
            print(rolled.line())
            halted = paused(stage, before_s=3, hung_s=14, after_s=6)
            print(halted.line())
            fallen = failover(stage, before_s=seconds, away_s=5, after_s=seconds)
            print(fallen.line())
    lost = halted.lost or halted.unsafe or fallen.lost
    return 1 if rolled.failed or halted.reads_failed or lost or fallen.first_write_s == float("inf") else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
