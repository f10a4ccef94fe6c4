"""Child processes that end when they should: on Ctrl-C in order, and at once when we are killed with -9."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.account import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent(death_signal: int) -> Callable[[], None]:
    parent = os.getpid()

    def ask_the_kernel() -> None:
        # Runs in the child after it changed its user: the kernel forgets the request when the user changes.
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the request was made
            os._exit(1)

    return ask_the_kernel


@dataclass
class Child:
    """One long-running child in a session of its own: the terminal's Ctrl-C reaches us, not it."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
        death_signal: int = signal.SIGTERM,
        output: Path | None = None,
        pass_fds: Sequence[int] = (),
        own_session: bool = True,
    ) -> "Child":
        """`output` is a file for both streams; without it the child writes where we do."""
        options = account.popen_options() if account else {}
        with contextlib.ExitStack() as stack:
            if output is not None:
                log = stack.enter_context(output.open("wb"))
                options |= {"stdout": log, "stderr": subprocess.STDOUT}
            process = subprocess.Popen(
                list(command),
                env=dict(environment) if environment is not None else None,
                stdin=subprocess.DEVNULL if own_session else None,
                start_new_session=own_session,
                preexec_fn=_die_with_parent(death_signal),
                pass_fds=pass_fds,
                **options,
            )
        return cls(name, process)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(
        self, polite: int = signal.SIGTERM, *, patience_s: float = 10, last_resort: int = signal.SIGKILL
    ) -> None:
        """Ask, wait, insist; then end whatever it left in its session."""
        if not self.has_ended():
            self.process.send_signal(polite)
            try:
                self.process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self.process.send_signal(last_resort)
                self.process.wait(10)
        # SIGQUIT of a postmaster leaves nothing behind; a killed web server may leave its workers.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def wait_for_one_to_end(children: Sequence[Child], interval_s: float = 0.25) -> Child:
    """Blocks until one of them ends by itself. A signal handler that raises gets us out."""
    while True:
        for child in children:
            if child.has_ended():
                return child
        time.sleep(interval_s)
