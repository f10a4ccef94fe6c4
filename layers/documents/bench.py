"""A workbench for ffmpeg and ffprobe: one private copy of a film, on which they run behind the walls of the sandbox.

They are programs, not scripts of ours. So beyond sandbox.py they may start threads and write plain files into one
folder of the bench; landlock lets no other program start, seccomp no process and no socket.
"""

import os
import select
import stat
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import IO

from geo.errors import BadInput
from layers.documents.sandbox import (
    REASONS,
    Content,
    Limits,
    chosen_layers,
    copy_into,
    kill_group,
    reason_of,
    start,
)  # fmt: skip
from layers.documents.sandbox_layers import CONFINE, NOBODY

PROGRAMS = {"ffmpeg": "/usr/bin/ffmpeg", "ffprobe": "/usr/bin/ffprobe"}
MOST_SAID = 16 << 20
# Of the bench, relative to the folder in which the programs run.
SOURCE, MADE = "source", "made"


@dataclass(frozen=True)
class Bench:
    folder: Path
    name: str
    layers: frozenset[str]

    def run(
        self, program: str, arguments: Sequence[str], limits: Limits, parameter: str = "file"
    ) -> Generator[bytes, None, None]:
        """What the program says on its standard output, as it comes. Closing the generator ends the program.

        ``arguments`` are ours alone; the film is ``source``, what is made goes to ``made/<name>``. Of ``limits``
        ``output_bytes`` is the largest file. Raises BadInput that names the film when the program fails.
        """
        task = {"program": [PROGRAMS[program], *arguments], "writable": [str(self.folder / MADE)]}
        child = start(self.folder, task, limits, self.layers)
        try:
            yield from self._said(child, limits.wall_s, parameter)
            status = "ok" if child.wait(5) == 0 else reason_of(child)
        finally:
            kill_group(child)
            assert child.stdout is not None
            child.stdout.close()
        if status != "ok":
            raise BadInput(parameter, f"{self.name}:{REASONS[status]}")

    def _said(self, child: Popen[bytes], seconds: float, parameter: str) -> Iterator[bytes]:
        assert child.stdout is not None
        handle, left = child.stdout.fileno(), MOST_SAID
        ready = select.poll()
        ready.register(handle, select.POLLIN | select.POLLHUP)
        until = time.monotonic() + seconds
        while True:
            if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
                raise BadInput(parameter, f"{self.name}:{REASONS['timeout']}")
            block = os.read(handle, 1 << 16)
            if not block:
                return
            left -= len(block)
            if left < 0:
                raise BadInput(parameter, f"{self.name}:{REASONS['output']}")
            yield block

    @contextmanager
    def made(self, name: str) -> Iterator[IO[bytes]]:
        """A file that was made here. The child is not trusted: a link to elsewhere is not followed."""
        handle = os.open(self.folder / MADE / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise ValueError(f"{name} is no plain file")
            yield opened


@contextmanager
def bench(content: Content, name: str) -> Iterator[Bench]:
    """``name`` is what the user calls the film. Everything on the bench is gone afterwards.

    Raises SandboxUnavailable where nothing keeps a program off the network.
    """
    layers = chosen_layers(None)
    with tempfile.TemporaryDirectory(prefix="cuntu-film-") as made:
        folder = Path(made)
        copy_into(content, folder / SOURCE)
        copy_into(CONFINE, folder / "confine.py")
        (folder / MADE).mkdir()
        if "user" in layers:
            for path in (folder, *folder.iterdir()):
                os.chown(path, NOBODY, NOBODY)
        yield Bench(folder, name, layers)
