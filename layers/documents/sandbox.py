"""Runs the parser of an uploaded file in a child process that can do nothing else.

The layers, each of which holds alone:

* user: another account (only when the service runs as root);
* namespaces: no network, no sight of other processes (unshare(1), works as root and as an ordinary account);
* seccomp, landlock, limits: see confine.py;
* always: a private copy in a scratch folder, a clean environment, one pipe whose bytes and frames are counted,
  a wall clock that kills the whole process group.

``active_layers()`` says at start which of them this machine offers.
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from geo.errors import BadInput
from layers.documents import confine
from layers.documents.frames import Ended, Frames
from layers.documents.sandbox_layers import (
    CONFINE,
    NOBODY,
    UNSHARE,
    Layer,
    active_layers,
    other_user,
    python,
)

__all__ = ["Layer", "Limits", "SandboxUnavailable", "active_layers", "run", "stream"]

logger = logging.getLogger(__name__)

# What an interpreter and its libraries read; never the project, its var/ folder or anybody's home.
SYSTEM_READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/dev/null", "/dev/urandom")
# Names in the folder of the child are ours, never the user's.
OWN_NAME = re.compile(r"[A-Za-z0-9_]+([./][A-Za-z0-9_]+)*")
PIPE_BYTES = 1 << 20

REASONS = {
    "timeout": "处理超时，文件过大或过于复杂",
    "memory": "处理时内存超限，文件过大或过于复杂",
    "output": "处理结果过大",
    "broken": "文件损坏，无法读取",
}

# Bytes, an open file, or where a file of ours lies.
Content = IO[bytes] | bytes | Path


@dataclass(frozen=True)
class Limits:
    """What one run may use; bytes and seconds. A stream's ``wall_s`` counts while its reader waits for the child.
    ``processes``: threads of a script, which are none unless its library needs them."""

    memory_bytes: int = 1 << 30
    cpu_s: int = 60
    wall_s: int = 90
    output_bytes: int = 64 << 20
    frame_bytes: int = 64 << 20
    open_files: int = 64
    processes: int = 0


class SandboxUnavailable(RuntimeError):
    """This machine offers no way to keep a parser off the network."""


def run(
    script: Path,
    source: Content | Mapping[str, Content],
    *,
    name: str,
    arguments: Mapping[str, Any] | None = None,
    reasons: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    layers: Collection[str] | None = None,
    modules: Collection[ModuleType] = (),
    parameter: str = "file",
) -> dict[str, bytes]:
    """What ``script`` emits for a private copy of ``source``, by name.

    The script defines ``main(source: str, arguments: dict, emit)`` and imports nothing of the project but
    ``modules``, which are copied along; it refuses a file by ``raise SystemExit("code")``, which ``reasons`` turns
    into Chinese. ``name`` is what the user calls the file. Several files, by names of ours, become a folder.
    ``layers`` is for tests; left out, every layer that this machine offers is used.
    Raises BadInput when the file is refused, breaks the parser or exceeds a limit.
    """
    return dict(
        stream(
            script,
            source,
            name=name,
            arguments=arguments,
            reasons=reasons,
            limits=limits,
            layers=layers,
            modules=modules,
            parameter=parameter,
        )
    )


def stream(
    script: Path,
    source: Content | Mapping[str, Content],
    *,
    name: str,
    arguments: Mapping[str, Any] | None = None,
    reasons: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    layers: Collection[str] | None = None,
    modules: Collection[ModuleType] = (),
    parameter: str = "file",
) -> Generator[tuple[str, bytes], None, None]:
    """As ``run``, each frame as it comes; the child waits while nobody reads. Closing the generator ends the child.

    Frames that came before a BadInput are a part only: who keeps them must be ready to throw them away.
    """
    limits = limits or Limits()
    chosen = chosen_layers(layers)
    with tempfile.TemporaryDirectory(prefix="cuntu-parse-") as folder:
        scratch = Path(folder)
        _furnish(scratch, script, source, modules, other="user" in chosen)
        task = {
            "script": str(scratch / "script.py"),
            "source": str(scratch / "source"),
            "arguments": dict(arguments or {}),
        }
        child = start(scratch, task, limits, chosen)
        assert child.stdout is not None
        try:
            yield from Frames(
                child.stdout.fileno(),
                seconds=limits.wall_s,
                most_bytes=limits.output_bytes,
                most_frame_bytes=limits.frame_bytes,
            )
        except Ended as end:
            status = end.status or reason_of(child)
        finally:
            kill_group(child)
            child.stdout.close()
        if status != "ok":
            logger.info("parser %s refused a file: %s %s", script.stem, status, _tail(scratch / "errors"))
            known = {**REASONS, **(reasons or {})}
            raise BadInput(parameter, f"{name}:{known.get(status, REASONS['broken'])}")


def chosen_layers(layers: Collection[str] | None) -> frozenset[str]:
    if layers is not None:
        return frozenset(layers)
    active = frozenset(layer.name for layer in active_layers() if layer.active)
    if not active & {"namespaces", "seccomp"}:
        raise SandboxUnavailable("neither namespaces nor seccomp: no parser is run without one of them")
    return active


def _furnish(
    scratch: Path,
    script: Path,
    source: Content | Mapping[str, Content],
    modules: Collection[ModuleType],
    other: bool,
) -> None:
    """The child's own copies: it can spoil neither the stored file nor the script, and needs no way to the project."""
    copy = scratch / "source"
    if isinstance(source, Mapping):
        copy.mkdir()
        for name, content in source.items():
            if not OWN_NAME.fullmatch(name):
                raise ValueError(f"not a name of ours: {name!r}")
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            copy_into(content, copy / name)
    else:
        copy_into(source, copy)
    shutil.copyfile(script, scratch / "script.py")
    shutil.copyfile(CONFINE, scratch / "confine.py")
    for module in modules:
        place = scratch / (module.__name__.replace(".", "/") + ".py")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(module.__file__), place)
    if other:
        for path in (scratch, *scratch.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def copy_into(content: Content, target: Path) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, target)
        return
    with target.open("wb") as copy:
        copy.write(content) if isinstance(content, bytes) else shutil.copyfileobj(content, copy, 1 << 20)


def start(
    scratch: Path, task: Mapping[str, Any], limits: Limits, layers: frozenset[str]
) -> subprocess.Popen[bytes]:
    """The child with what it shall do: a script of ours with its source, or a program (bench.py)."""
    specification = {
        **task,
        "limits": asdict(limits),
        "layers": sorted(layers),
        "readable": [*SYSTEM_READABLE, sys.prefix, sys.base_prefix, str(scratch)],
    }
    command = [
        *(UNSHARE if "namespaces" in layers else []),
        *python(str(scratch / "confine.py")),
        json.dumps(specification),
    ]
    with (scratch / "errors").open("wb") as errors:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            bufsize=0,
            cwd=scratch,
            env=_environment(scratch),
            start_new_session=True,
            **other_user() if "user" in layers else {},
        )
    assert child.stdout is not None
    with contextlib.suppress(OSError):
        fcntl.fcntl(child.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return child


def reason_of(child: subprocess.Popen[bytes]) -> str:
    """Why a child fell silent, by its code: its own, minus a signal, or 128 plus a signal from within a namespace."""
    try:
        code = child.wait(5)
    except subprocess.TimeoutExpired:
        return "timeout"
    ended_by = -code if code < 0 else code - 128
    if code == confine.EXIT_OUTPUT_FULL:
        return "output"
    if ended_by in (signal.SIGXCPU, signal.SIGKILL):
        return "timeout"
    if ended_by in (signal.SIGABRT, signal.SIGILL, signal.SIGTRAP):
        return "memory"  # pdfium and malloc end the process like this when the address space is used up
    return "broken"


def _environment(scratch: Path) -> dict[str, str]:
    # A child may start no threads, which the libraries of numpy and of tesseract would do.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        **threads,
    }


def kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tail(path: Path) -> str:
    return path.read_bytes()[-500:].decode(errors="replace").replace("\n", " | ") if path.exists() else ""
