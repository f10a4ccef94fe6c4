"""The checks that need no test to be written: style, types, floors, migrations, production settings."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

TYPED = ["geo", "layers", "importers", "tiles", "portal", "deploy", "manage.py"]

# What `check --deploy` is to judge: the settings of a site on the net, not those of the demo.
PRODUCTION = {"CUNTU_DEMO": "0", "CUNTU_DEBUG": "0", "CUNTU_HTTPS": "1", "ALLOWED_HOSTS": "cuntu.example"}


def static_rungs(environment: Mapping[str, str]) -> list[str]:
    """Runs them all, prints one line each and the output of what fails; returns the names that failed."""
    tools = Path(sys.executable).parent
    manage = [sys.executable, "manage.py"]
    rungs: list[tuple[str, list[str], Mapping[str, str]]] = [
        ("ruff check", [str(tools / "ruff"), "check", "."], environment),
        ("ruff format", [str(tools / "ruff"), "format", "--check", "."], environment),
        ("import-linter", [str(tools / "lint-imports")], environment),
        ("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"], environment),
        (
            "check --deploy",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            {**environment, **PRODUCTION},
        ),
        ("mypy --strict", [str(tools / "mypy"), "--strict", *TYPED], environment),
    ]
    return [name for name, command, variables in rungs if not _passes(name, command, variables)]


def _passes(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    passed = done.returncode == 0
    if not passed:
        print(done.stdout, flush=True)
    print(f"{'✓' if passed else '✗'} {name:<24} {time.monotonic() - started:5.1f} s", flush=True)
    return passed
