"""bin/serve and manage.py as a person meets them: answers, refusals, a clean end."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack.environment import names_its_own_server
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from tests.harness.newcomer import environment

SERVE = [sys.executable, "-m", "deploy.stack", "serve"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(var: Path) -> list[str]:
    """Command lines of all processes whose environment or arguments name that folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(var).encode() in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_for_answer(address: str, served: subprocess.Popen[str], patience_s: float = 300) -> str:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and served.poll() is None:
        try:
            return str(urllib.request.urlopen(address, timeout=5).read().decode())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer at {address}")


@pytest.fixture
def served(empty_var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        SERVE,
        cwd=ROOT,
        env=environment(empty_var, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def test_it_serves_refuses_a_second_start_and_leaves_no_process_behind(
    empty_var: Path, port: int, served: subprocess.Popen[str]
) -> None:
    assert '"ok"' in wait_for_answer(f"http://127.0.0.1:{port}/healthz", served)

    second = subprocess.run(SERVE, cwd=ROOT, env=environment(empty_var), capture_output=True, text=True)
    assert (second.returncode, second.stderr.split("\n")[0]) == (
        1,
        "✗ This checkout is already being served.",
    )

    joined = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "shell",
            "-v0",
            "-c",
            "import os; print(os.environ['DATABASE_URL'][:17])",
        ],
        cwd=ROOT,
        env=environment(empty_var),
        capture_output=True,
        text=True,
    )
    assert joined.stdout == "postgresql://web:\n"

    served.send_signal(signal.SIGINT)
    output, _ = served.communicate(timeout=60)
    assert served.returncode == 0, output
    assert f"served at http://127.0.0.1:{port}/" in output
    assert processes_of(empty_var) == []


@pytest.mark.long
def test_after_kill_9_of_the_supervisor_everything_else_ends_too(
    empty_var: Path, port: int, served: subprocess.Popen[str]
) -> None:
    wait_for_answer(f"http://127.0.0.1:{port}/healthz", served)
    served.kill()
    deadline = time.monotonic() + 60
    while processes_of(empty_var) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(empty_var) == []


def test_a_taken_port_is_named_with_the_line_that_helps(empty_var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        refused = subprocess.run(
            SERVE, cwd=ROOT, env=environment(empty_var, PORT=str(number)), capture_output=True, text=True
        )
    assert refused.returncode == 1
    assert refused.stderr == (
        f"✗ Port {number} is taken by another program.\n  → Choose another one: PORT={number + 1} bin/serve\n"
    )
    assert not (empty_var / "postgres").exists()


@pytest.mark.parametrize("port", ["x", "0", "65536", "８０００"])
def test_a_port_that_is_no_port_is_refused(var: Path, port: str) -> None:
    refused = subprocess.run(SERVE, cwd=ROOT, env=environment(var, PORT=port), capture_output=True, text=True)
    assert refused.returncode == 1
    assert f"PORT={port} is not a port number" in refused.stderr


def test_one_of_three_logins_alone_is_a_mistake_that_is_named() -> None:
    with pytest.raises(
        SetUpError, match="DATABASE_URL is set, but not DATABASE_OWNER_URL and DATABASE_READ_URL"
    ):
        names_its_own_server({"DATABASE_URL": "postgresql://web@/cuntu"})
    assert names_its_own_server({}) is False


def test_manage_py_starts_the_database_for_a_call_and_prints_only_its_result(var: Path) -> None:
    called = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", "from django.db import connection as c; k = c.cursor(); "
         "k.execute('SELECT current_user'); print(k.fetchone()[0])"],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert (called.returncode, called.stdout) == (0, "web\n"), called.stderr
    assert processes_of(var) == []
