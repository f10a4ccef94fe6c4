"""`python -m deploy.stack serve` and `python -m deploy.stack test …`, called by bin/serve and bin/test."""

import os
import sys

from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT, var_folder


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    try:
        if arguments[:1] == ["test"]:
            from deploy.stack.test import run_tests

            return run_tests(arguments[1:])
        from deploy.stack.serve import serve

        return serve(var_folder())
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
