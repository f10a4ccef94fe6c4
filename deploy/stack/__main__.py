"""`python -m deploy.stack serve | test … | bench … | run COMMAND …`, called by the commands in bin/."""

import os
import subprocess
import sys

from deploy.stack.environment import base_environment, names_its_own_server
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT, var_folder


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["serve"]:
                from deploy.stack.serve import serve

                os.chdir(ROOT)
                return serve(var_folder())
            case ["test", *chosen]:
                from deploy.stack.test import run_tests

                os.chdir(ROOT)
                return run_tests(chosen)
            case ["bench", *chosen]:
                from deploy.stack.bench import run_bench

                os.chdir(ROOT)
                return run_bench(chosen)
            case ["run", program, *words]:
                return run([program, *words])
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


def run(command: list[str]) -> int:
    """One command, in the folder where it was typed, while the database answers."""
    from deploy.stack.command import database

    var = var_folder()
    if names_its_own_server(os.environ):
        return subprocess.run(command, env=base_environment(var)).returncode
    with database(var) as logins:
        return subprocess.run(command, env=base_environment(var) | logins.environment()).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
