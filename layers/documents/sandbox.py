"""Runs the parser of an uploaded file in a child process that can do nothing else.

The layers, each of which holds alone:

* user: another account (only when the service runs as root);
* namespaces: no network, no sight of other processes (unshare(1), works as root and as an ordinary account);
* seccomp, landlock, limits: see confine.py;
* always: a private copy in a scratch folder, a clean environment, one size-limited output file, a wall clock that
  kills the whole process group.

``active_layers()`` says at start which of them this machine offers.
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from geo.errors import BadInput
from layers.documents import confine

logger = logging.getLogger(__name__)

CONFINE = Path(confine.__file__)
NOBODY = 65534
UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--ipc", "--pid", "--"]
# What an interpreter and its libraries read; never the project, its var/ folder or anybody's home.
SYSTEM_READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/dev/null", "/dev/urandom")

REASONS = {
    "timeout": "处理超时，文件过大或过于复杂",
    "memory": "处理时内存超限，文件过大或过于复杂",
    "output": "处理结果过大",
    "broken": "文件损坏，无法读取",
}


@dataclass(frozen=True)
class Limits:
    """What one run may use; bytes and seconds."""

    memory_bytes: int = 1 << 30
    cpu_s: int = 60
    wall_s: int = 90
    output_bytes: int = 64 << 20
    open_files: int = 64
    processes: int = 0


@dataclass(frozen=True)
class Layer:
    name: str
    title: str
    active: bool
    detail: str


class SandboxUnavailable(RuntimeError):
    """This machine offers no way to keep a parser off the network."""


def run(
    script: Path,
    source: IO[bytes] | bytes,
    *,
    name: str,
    arguments: Mapping[str, Any] | None = None,
    reasons: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    layers: Collection[str] | None = None,
    parameter: str = "file",
) -> dict[str, bytes]:
    """What ``script`` emits for a private copy of ``source``, by name.

    The script defines ``main(source: str, arguments: dict, emit)`` and imports nothing of the project; it refuses a
    file by ``raise SystemExit("code")``, which ``reasons`` turns into Chinese. ``name`` is what the user calls the
    file. ``layers`` is for tests; left out, every layer that this machine offers is used.
    Raises BadInput when the file is refused, breaks the parser or exceeds a limit.
    """
    limits = limits or Limits()
    chosen = _chosen(layers)
    with tempfile.TemporaryDirectory(prefix="cuntu-parse-") as folder:
        scratch = Path(folder)
        status = _run_child(scratch, script, source, dict(arguments or {}), limits, chosen)
        if status == "":
            frames, status = _read_frames(scratch / "output", limits.output_bytes)
        if status != "ok":
            logger.info("parser %s refused a file: %s %s", script.stem, status, _tail(scratch / "errors"))
            known = {**REASONS, **(reasons or {})}
            raise BadInput(parameter, f"{name}:{known.get(status, REASONS['broken'])}")
    return frames


def _chosen(layers: Collection[str] | None) -> frozenset[str]:
    if layers is not None:
        return frozenset(layers)
    active = frozenset(layer.name for layer in active_layers() if layer.active)
    if not active & {"namespaces", "seccomp"}:
        raise SandboxUnavailable("neither namespaces nor seccomp: no parser is run without one of them")
    return active


def _run_child(
    scratch: Path,
    script: Path,
    source: IO[bytes] | bytes,
    arguments: dict[str, Any],
    limits: Limits,
    layers: frozenset[str],
) -> str:
    """Run the child to its end; "" when it left by itself, else the reason why it did not."""
    # The child's own copies: it can spoil neither the stored file nor the script, and needs no way to the project.
    copy, program, bootstrap = scratch / "source", scratch / "script.py", scratch / "confine.py"
    with copy.open("wb") as target:
        target.write(source) if isinstance(source, bytes) else shutil.copyfileobj(source, target)
    shutil.copyfile(script, program)
    shutil.copyfile(CONFINE, bootstrap)
    other_user = "user" in layers
    if other_user:
        for path in (copy, program, bootstrap, scratch):
            os.chown(path, NOBODY, NOBODY)
    specification = {
        "script": str(program),
        "source": str(copy),
        "arguments": arguments,
        "limits": asdict(limits),
        "layers": sorted(layers),
        "readable": [*SYSTEM_READABLE, sys.prefix, sys.base_prefix, str(scratch)],
    }
    command = [
        *(UNSHARE if "namespaces" in layers else []),
        *_python(str(bootstrap)),
        json.dumps(specification),
    ]
    with (scratch / "output").open("wb") as output, (scratch / "errors").open("wb") as errors:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=scratch,
            env=_environment(scratch),
            start_new_session=True,
            **_other_user() if other_user else {},
        )
        try:
            code = child.wait(limits.wall_s)
        except subprocess.TimeoutExpired:
            return "timeout"
        finally:
            _kill_group(child)
    return "" if code == 0 else _reason_of(code)


def _reason_of(code: int) -> str:
    """Why a child ended with this code: its own, minus a signal, or 128 plus a signal from within a namespace."""
    ended_by = -code if code < 0 else code - 128
    if code == confine.EXIT_OUTPUT_FULL:
        return "output"
    if ended_by in (signal.SIGXCPU, signal.SIGKILL):
        return "timeout"
    if ended_by in (signal.SIGABRT, signal.SIGILL, signal.SIGTRAP):
        return "memory"  # pdfium and malloc end the process like this when the address space is used up
    return "broken"


def _python(bootstrap: str) -> list[str]:
    return [sys.executable, "-I", "-B", bootstrap]


def _environment(scratch: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(scratch), "TMPDIR": str(scratch)}


def _other_user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _read_frames(path: Path, most_bytes: int) -> tuple[dict[str, bytes], str]:
    """The frames that the child wrote and its status; the child is not trusted, so every length is checked."""
    if path.stat().st_size > most_bytes:
        return {}, "output"
    content = path.read_bytes()
    frames: dict[str, bytes] = {}
    position = 0
    try:
        while content.startswith(b"F", position):
            name_length, data_length = struct.unpack_from("=HI", content, position + 1)
            start = position + 7 + name_length
            frames[bytes(content[position + 7 : start]).decode()] = bytes(
                content[start : start + data_length]
            )
            position = start + data_length
        (length,) = struct.unpack_from("=I", content, position + 1)
        status = json.loads(content[position + 5 : position + 5 + length])
    except (struct.error, ValueError):
        return {}, "broken"
    return frames, status if isinstance(status, str) and status else "broken"


def _tail(path: Path) -> str:
    return path.read_bytes()[-500:].decode(errors="replace").replace("\n", " | ") if path.exists() else ""


@cache
def active_layers() -> tuple[Layer, ...]:
    """Every layer with whether this machine offers it, found by trying; for the start-up log."""
    root = os.geteuid() == 0
    user = root and _works([*_python(str(CONFINE)), "--probe", sys.prefix], **_other_user())
    namespaces = _works([*UNSHARE, "true"], **_other_user() if user else {})
    landlock = confine.landlock_version()
    return (
        Layer(
            "user",
            "另一账户",
            user,
            "nobody" if user else "与网站同一账户" if not root else "nobody 读不到程序",
        ),
        Layer(
            "namespaces", "断网与进程隔离", namespaces, "unshare" if namespaces else "系统不允许建立命名空间"
        ),
        Layer("seccomp", "系统调用过滤", confine.seccomp_known(), "无网络、无新进程"),
        Layer("landlock", "文件只读", landlock > 0, f"ABI {landlock}"),
        Layer("limits", "内存与时间上限", True, "1 GiB,60 秒"),
    )


def _works(command: list[str], **options: Any) -> bool:
    try:
        finished = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, cwd="/", **options
        )
    except OSError:
        return False
    return finished.returncode == 0
