"""Runs inside the child: takes away what a parser does not need, then runs one parser script.

Started by sandbox.py as ``python -I -B confine.py <specification as JSON>``; nothing of the project is imported,
because the child may not read the project. Standard output, a pipe, is the only way out; it takes frames
``F, name length, data length, name, data`` and at the end ``E, length, status as JSON``.

Each layer here stands alone and is tested with the others off:

* limits: address space, CPU time, file size, open files, processes (setrlimit(2));
* landlock: reads only below the given folders, writes nothing, no TCP (Linux 5.13 and later; TCP 6.7);
* seccomp: no sockets, no new programs or processes, no signals, no mounts (x86-64 and ARM64).

A script whose limits grant processes may start threads, and still no process or program (libosmium reads by threads).
For bench.py the child becomes one named program instead: it may start threads and write plain files into one folder.
"""

import contextlib
import ctypes
import errno
import json
import os
import platform
import re
import resource
import runpy
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 1, 22, 2
EPERM = 1
EXIT_OUTPUT_FULL = 3

# Landlock system calls carry the same numbers on every architecture (asm-generic).
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_RULE_PATH_BENEATH = 1
LANDLOCK_EXECUTE, LANDLOCK_WRITE_FILE, LANDLOCK_READ_FILE, LANDLOCK_READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
LANDLOCK_MAKE_REG, LANDLOCK_TRUNCATE = 1 << 8, 1 << 14
# How many file-system rights each ABI version knows (linux/landlock.h); the last entry holds for all later ones.
LANDLOCK_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}

# (AUDIT_ARCH, refused system calls): socket socketpair connect bind sendto sendmsg execve execveat clone fork vfork
# ptrace mount umount2 unshare setns bpf perf_event_open process_vm_readv process_vm_writev kill tkill tgkill
# pidfd_send_signal pidfd_open, and those with one number everywhere: io_uring (would by-pass the list), clone3.
_EVERYWHERE = (424, 434, 425, 426, 427, 435)
_X86 = (
    41,
    53,
    42,
    49,
    44,
    46,
    59,
    322,
    56,
    57,
    58,
    101,
    165,
    166,
    272,
    308,
    321,
    298,
    310,
    311,
    62,
    200,
    234,
)
_ARM = (198, 199, 203, 200, 206, 211, 221, 281, 220, 117, 40, 39, 97, 268, 280, 241, 270, 271, 129, 130, 131)
SECCOMP_ARCHITECTURES = {
    "x86_64": (0xC000003E, _X86 + _EVERYWHERE),
    "aarch64": (0xC00000B7, _ARM + _EVERYWHERE),
}
# What a program may that a parser may not: be started, and start threads. clone, execve; clone3 everywhere.
PROGRAM_CALLS = {"x86_64": (56, 59), "aarch64": (220, 221)}
CLONE3, CLONE_THREAD, ENOSYS = 435, 0x10000, 38
# The dynamic loader of either architecture, which is executed with the program.
LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")


def no_new_privileges() -> None:
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS")


def landlock_version() -> int:
    """The ABI version of the kernel's Landlock, 0 when there is none."""
    return max(0, int(_libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def seccomp_known() -> bool:
    return platform.machine() in SECCOMP_ARCHITECTURES


def apply_limits(limits: dict[str, int]) -> None:
    def limit(kind: int, value: int, grace: int = 0) -> None:
        resource.setrlimit(kind, (value, value + grace))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_AS, limits["memory_bytes"])
    limit(resource.RLIMIT_FSIZE, limits["output_bytes"])
    limit(resource.RLIMIT_NOFILE, limits["open_files"])
    limit(resource.RLIMIT_NPROC, limits["processes"])
    # The soft limit's SIGXCPU is ignored by the first process of a pid namespace; the hard one's SIGKILL is not.
    limit(resource.RLIMIT_CPU, limits["cpu_s"], grace=1)


def apply_landlock(readable: list[str], writable: tuple[str, ...] = (), program: str = "") -> None:
    """From here on only ``readable`` folders and files can be read, plain files be written in ``writable`` folders
    alone, and ``program`` alone be started."""
    version = landlock_version()
    rights = LANDLOCK_RIGHTS.get(version, LANDLOCK_RIGHTS[5])
    # File-system rights; TCP bind and connect (ABI 4); signals and abstract sockets to the outside (ABI 6).
    attributes = struct.pack("=QQQ", (1 << rights) - 1, 3, 3)[
        : 24 if version >= 6 else 16 if version >= 4 else 8
    ]
    ruleset = _libc.syscall(LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    write = LANDLOCK_WRITE_FILE | LANDLOCK_MAKE_REG | (LANDLOCK_TRUNCATE if version >= 3 else 0)
    granted = [(path, 0) for path in readable] + [(path, write) for path in writable]
    if program:
        granted += [(path, LANDLOCK_EXECUTE) for path in (program, *LOADERS)]
    for path, further in granted:
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            allowed = further | LANDLOCK_READ_FILE | (LANDLOCK_READ_DIR if os.path.isdir(path) else 0)
            rule = struct.pack("=Qi", allowed, handle)
            if _libc.syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0) != 0:
                raise OSError(ctypes.get_errno(), f"landlock_add_rule {path}")
            os.close(handle)
    no_new_privileges()
    if _libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)


def apply_seccomp(program: bool = False, threads: bool = False) -> None:
    """A BPF filter: a foreign architecture is killed, the refused calls answer EPERM, all else goes on.

    With ``threads`` clone goes on for them; clone3 answers ENOSYS, upon which libc takes clone. For a ``program``
    execve goes on as well.
    """
    machine = platform.machine()
    architecture, refused = SECCOMP_ARCHITECTURES[machine]
    load, equal, greater_equal, has_bits, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    kill, error, allow = 0x80000000, 0x00050000 | EPERM, 0x7FFF0000
    # x32 calls carry bit 30 and would miss the numbers below. The third figure is the answer of ``ends``.
    tests = [(greater_equal, 0x40000000, 1)]
    ends = [(answer, 0, 0, allow), (answer, 0, 0, error)]
    clone, execve = PROGRAM_CALLS[machine]
    if program:
        refused = tuple(number for number in refused if number != execve)
    if program or threads:
        tests += [(equal, CLONE3, 2), (equal, clone, 3)]
        ends += [
            (answer, 0, 0, error & ~0xFFFF | ENOSYS),
            (load, 0, 0, 16),  # the flags of clone
            (has_bits, 0, 1, CLONE_THREAD),
            (answer, 0, 0, allow),
            (answer, 0, 0, error),
        ]
        refused = tuple(number for number in refused if number not in (clone, CLONE3))
    tests += [(equal, number, 1) for number in refused]
    filters = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, kill), (load, 0, 0, 0)]
    last = len(tests) - 1
    filters += [(code, last - position + end, 0, value) for position, (code, value, end) in enumerate(tests)]
    filters += ends
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in filters)
    rules = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(filters), ctypes.addressof(rules))
    no_new_privileges()
    if _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_SECCOMP")


def run_script(path: str, source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> str:
    """The status of ``main(source, arguments, emit)``: ok, memory, broken, or the script's own reason code."""
    # The modules that were copied along; -I keeps everything else of this folder out of the way.
    sys.path.append(os.path.dirname(path))
    try:
        runpy.run_path(path)["main"](source, arguments, emit)
    except MemoryError:
        return "memory"
    except SystemExit as reason:
        code = str(reason.code)
        return code if re.fullmatch(r"[a-z_]{1,40}", code) else "broken"
    except OSError as error:
        traceback.print_exc()
        return "output" if error.errno == errno.EFBIG else "broken"
    except Exception:
        traceback.print_exc()
        return "broken"
    return "ok"


def main() -> None:
    if sys.argv[1] == "--probe":
        # Whether this account can read the interpreter's packages at all.
        sys.exit(0 if sys.prefix == sys.argv[2] and os.access(sys.path[-1], os.R_OK) else 1)
    specification = json.loads(sys.argv[1])
    layers = specification["layers"]
    if "namespaces" in layers:
        into_pid_namespace()
    if "program" in specification:
        become(specification)
    output = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not get between the frames

    def emit(name: str, data: bytes) -> None:
        encoded = name.encode()
        write_all(output, b"F" + struct.pack("=HI", len(encoded), len(data)) + encoded + data)

    if "landlock" in layers:
        apply_landlock(specification["readable"])
    if "limits" in layers:
        apply_limits(specification["limits"])
    if "seccomp" in layers:
        apply_seccomp(threads=specification["limits"]["processes"] > 0)
    status = run_script(specification["script"], specification["source"], specification["arguments"], emit)
    if status == "output":
        os._exit(EXIT_OUTPUT_FULL)  # there is no room for a status any more
    encoded = json.dumps(status).encode()
    write_all(output, b"E" + struct.pack("=I", len(encoded)) + encoded)


def become(specification: dict[str, Any]) -> None:
    """Runs the program in the place of this process, behind the same walls."""
    program, *_ = command = specification["program"]
    layers = specification["layers"]
    if "landlock" in layers:
        apply_landlock(specification["readable"], tuple(specification["writable"]), program)
    os.nice(10)  # a film takes minutes, and pages do not wait for it
    if "limits" in layers:
        apply_limits(specification["limits"])
    if "seccomp" in layers:
        apply_seccomp(program=True)
    os.execv(program, command)  # noqa: S606


def write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def into_pid_namespace() -> None:
    """unshare(1) made the namespace; its first process is the next child. This one waits and passes on how it ended.

    unshare --fork would do so, but the one of Debian 12 loses the signal that ended the child.
    """
    child = os.fork()
    if child == 0:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        return
    _, status = os.waitpid(child, 0)
    os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


if __name__ == "__main__":
    main()
