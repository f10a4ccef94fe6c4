"""bin/bench NAME …: the throw-away cluster of bin/test, its tables and reference data, then bench/NAME.py in it."""

import subprocess
import sys

from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from deploy.stack.test import run_environment, run_folder, throw_away_cluster


def run_bench(arguments: list[str]) -> int:
    """Exit code of the benchmark."""
    known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if "main()" in path.read_text())
    if not arguments or arguments[0] not in known:
        raise SetUpError("bin/bench wants the name of a benchmark.", f"There are: {', '.join(known)}")
    with run_folder() as folder, throw_away_cluster(folder) as logins:
        environment = run_environment(folder, logins) | {"PYTHONPATH": str(ROOT)}
        prepare = [sys.executable, "manage.py", "prepare", "migrate", "area", "reference"]
        subprocess.run(prepare, env=environment, check=True, stdout=sys.stderr)
        return subprocess.run(
            [sys.executable, "-P", f"bench/{arguments[0]}.py", *arguments[1:]], env=environment
        ).returncode
