"""Files sealed by age (X25519, ChaCha20-Poly1305 in blocks): a changed byte is noticed when it is opened."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deploy.stack.errors import SetUpError

SUFFIX = ".age"


@contextlib.contextmanager
def sealed(target: Path, recipient: str) -> Iterator[IO[bytes]]:
    """What is written in the block stands in `target` when it is left, whole and on the disk, or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    command = ["age", "--encrypt", "--recipient", recipient, "--output", str(part)]
    with contextlib.ExitStack() as undo:
        undo.callback(part.unlink, missing_ok=True)
        process = _started(command, stdin=subprocess.PIPE)
        undo.callback(process.kill)
        assert process.stdin is not None
        yield process.stdin
        process.stdin.close()
        _insist(process, f"{target} could not be sealed")
        part.chmod(0o600)
        _to_disk(part)
        part.replace(target)
        _to_disk(target.parent)


@contextlib.contextmanager
def opened(source: Path, identity: Path) -> Iterator[IO[bytes]]:
    """The bytes that were sealed. Raises SetUpError, at the end at the latest, when one of them is not as it was."""
    process = _started(["age", "--decrypt", "--identity", str(identity), str(source)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
        process.stdout.read()  # what the reader did not ask for is checked too
        _insist(process, f"{source} cannot be opened")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _started(
    command: list[str], stdin: int | None = None, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise SetUpError("age is not installed.", "apt-get install age (bin/bootstrap does it)") from None


def _insist(process: subprocess.Popen[bytes], problem: str) -> None:
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace").strip().splitlines()
    if process.wait() != 0:
        raise SetUpError(
            f"{problem}: {said[0] if said else 'age said nothing'}",
            "Is it the right key, and is the file whole? Take another backup of the same day.",
        )


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
