"""bin/serve: the database, what is to be in it, the web server and the job worker, until Ctrl-C."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from deploy.stack.address import HOST, listen, wait_until_healthy, wanted_port
from deploy.stack.command import running_cluster
from deploy.stack.environment import base_environment, names_its_own_server
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from deploy.stack.processes import Child, wait_for_one_to_end
from deploy.stack.turns import lock


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


def serve(var: Path) -> int:
    """Runs until it is told to stop (0) or until one of its processes ends by itself (1)."""
    _stop_on_signals()
    with contextlib.ExitStack() as stack:
        try:
            _take_turn(stack, var)
            listener = stack.enter_context(listen(port := wanted_port()))
            environment = base_environment(var)
            if names_its_own_server(os.environ):
                say("Database: the server that DATABASE_URL names.")
            else:
                say("Database: the private cluster …")
                logins = stack.enter_context(running_cluster(var, wait_for_users=False))
                environment |= logins.environment()
            production = environment.get("CUNTU_MODE") == "production"
            if production:  # before the database of a real city is given the sample one's divisions
                _check_production(environment, "--settings-only")
            _prepare(environment)
            if production:
                _check_production(environment)
            children = stack.enter_context(_processes(environment, listener.fileno()))
            wait_until_healthy(port, children[0])
            _greet(port, environment, var)
            ended = wait_for_one_to_end(children)
            raise SetUpError(
                f"The {ended.name} process ended by itself (code {ended.process.returncode}).",
                "Read what it printed above; start again with bin/serve.",
            )
        except SetUpError:
            _ignore_signals()
            raise
        except Stopped:
            say("\nStopping …")
    say("Stopped.")
    return 0


def say(text: str) -> None:
    print(text, flush=True)


def _take_turn(stack: contextlib.ExitStack, var: Path) -> None:
    if not stack.enter_context(lock(var / "serve.lock", wait=False)):
        raise SetUpError(
            "This checkout is already being served.", "Stop that one first, or serve a second checkout."
        )
    for attempt in range(600):
        if stack.enter_context(lock(var / "runner.lock", wait=False)):
            return
        if attempt == 0:
            say("A manage.py command is using the database; waiting for it to end …")
        time.sleep(0.1)
    raise SetUpError(
        "A manage.py command has been using the database for a minute.", "End it, then try again."
    )


def _prepare(environment: dict[str, str]) -> None:
    """Migrations, area, reference data, divisions, samples, static files: one process, its progress on the screen."""
    if _manage("set-up", ["prepare"], environment) != 0:
        raise SetUpError("The set-up of the database stopped.", "The lines above say at which step, and why.")


def _check_production(environment: dict[str, str], *options: str) -> None:
    if _manage("check", ["check_production", *options], environment) != 0:
        raise SetUpError("This is not fit for production.", "Mend what is listed above (docs/go-live.md).")


def _manage(name: str, words: list[str], environment: dict[str, str]) -> int:
    """The exit code of one command of manage.py; Ctrl-C stops it too."""
    child = Child.start(name, [sys.executable, "manage.py", *words], environment=environment)
    try:
        wait_for_one_to_end([child], interval_s=0.05)
    finally:
        child.stop()
    return child.process.returncode


@contextlib.contextmanager
def _processes(environment: dict[str, str], listener: int) -> Iterator[list[Child]]:
    """Web server and job worker. The web stops first, so that no request finds half a service."""
    python = sys.executable
    web = [python, "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", f"fd://{listener}"]
    # A job each minute seals the audit trail: what succeeded must not pile up. Two at a time, so that a file of a
    # million rows does not keep a scheduled release waiting; files are checked one by one (importers/tasks.py).
    options = ["--shutdown-graceful-timeout=5", "--delete-jobs=successful", "--concurrency=2"]
    worker = [python, "manage.py", "procrastinate", "worker", *options]
    children: list[Child] = []
    try:
        children.append(Child.start("web", web, environment=environment, pass_fds=[listener]))
        # Asked politely it waits for a database that was killed with us; a job cut off is found and run again.
        children.append(Child.start("worker", worker, environment=environment, death_signal=signal.SIGKILL))
        yield children
    finally:
        for child in children:
            child.stop()


def _greet(port: int, environment: dict[str, str], var: Path) -> None:
    say(f"\n  村图 is served at http://{HOST}:{port}/   (Ctrl-C stops it)")
    passwords = var / "secrets/demo_passwords.txt"
    if environment["CUNTU_DEMO"] == "1" and passwords.exists():
        say(
            f"  Demo accounts, their passwords, and what administrators type into an authenticator: {_short(passwords)}"
        )
        say("".join(f"    {line}\n" for line in passwords.read_text(encoding="utf-8").splitlines()))


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _ignore_signals() -> None:
    """A second Ctrl-C must not cut off the orderly stop; it takes a few seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
