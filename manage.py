#!/usr/bin/env python3
"""Django's command line, on this checkout's own environment and database.

Re-runs itself in .venv (made first when it is missing), joins the running database or starts it for the length of
the call. Only the command's own result goes to stdout.
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def run_in_virtual_environment() -> None:
    """A virtual environment that is active and has Django is respected; otherwise it is .venv."""
    if sys.prefix != sys.base_prefix and importlib.util.find_spec("django"):
        return
    made = subprocess.run([str(ROOT / "bin/bootstrap"), "run"], stdout=sys.stderr)
    if made.returncode != 0:
        sys.exit(made.returncode)
    python = str(ROOT / ".venv/bin/python")
    os.execv(python, [python, __file__, *sys.argv[1:]])  # noqa: S606


def main(arguments: list[str]) -> None:
    from deploy.stack.command import database
    from deploy.stack.environment import base_environment, names_its_own_server
    from deploy.stack.errors import SetUpError
    from deploy.stack.paths import var_folder

    if arguments[1:2] == ["migrate"] and not any(word.startswith("--database") for word in arguments):
        arguments = [*arguments, "--database=owner"]  # no other login may change a table
    try:
        with contextlib.ExitStack() as stack:
            if (
                not names_its_own_server(os.environ)
                and arguments[1:]
                and arguments[1] not in ("help", "--help")
            ):
                os.environ.update(stack.enter_context(database(var_folder())).environment())
            os.environ.update(base_environment(var_folder()))
            from django.core.management import execute_from_command_line

            execute_from_command_line(arguments)
    except SetUpError as problem:
        # Not 1: to who runs import_parcels that says "read, with warnings".
        print(problem, file=sys.stderr)
        sys.exit(os.EX_SOFTWARE)


if __name__ == "__main__":
    run_in_virtual_environment()
    sys.path.insert(0, str(ROOT))
    main(sys.argv)
