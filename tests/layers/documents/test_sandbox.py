"""A parser gone bad can do nothing. Each layer is tried with the others off, so that none leans on another."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from geo.errors import BadInput
from layers.documents import sandbox
from layers.documents.sandbox import Limits, active_layers

ACTIVE = {layer.name for layer in active_layers() if layer.active}


def needs(layer: str):
    return pytest.mark.skipif(layer not in ACTIVE, reason=f"this machine has no {layer}")


@pytest.fixture
def script(tmp_path):
    def write(body: str) -> Path:
        path = tmp_path / "parser.py"
        lines = "\n    ".join(body.strip().splitlines())
        path.write_text(f"def main(source, arguments, emit):\n    {lines}\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def listener():
    """A loopback listener that counts who came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        came: list[object] = []

        def serve() -> None:
            while server.fileno() >= 0:
                try:
                    came.append(server.accept())
                except TimeoutError:
                    continue
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], came


CONNECT = """
import socket
with socket.socket() as s:
    s.settimeout(3)
    s.connect(("127.0.0.1", arguments["port"]))
"""


def test_what_a_script_emits_comes_back_whole(script):
    read = script("emit('copy', open(source, 'rb').read())\nemit('name', arguments['a'].encode())")
    content = os.urandom(100_000)
    assert sandbox.run(read, content, name="x", arguments={"a": "村"}) == {
        "copy": content,
        "name": "村".encode(),
    }


def test_without_any_layer_the_listener_would_be_reached(script, listener):
    port, came = listener
    sandbox.run(script(CONNECT), b"", name="x", arguments={"port": port}, layers=())
    time.sleep(0.3)
    assert len(came) == 1


@pytest.mark.parametrize(
    "layer", [pytest.param(name, marks=needs(name)) for name in ("namespaces", "seccomp", "landlock")]
)
def test_one_layer_alone_keeps_the_parser_off_the_network(script, listener, layer):
    port, came = listener
    with pytest.raises(BadInput):
        sandbox.run(script(CONNECT), b"", name="x", arguments={"port": port}, layers=(layer,))
    time.sleep(0.3)
    assert came == []


def test_memory_beyond_the_limit_is_refused_as_memory(script):
    bomb = script("x = bytearray(1 << 29)\ny = bytearray(1 << 29)\nz = bytearray(1 << 29)")
    with pytest.raises(BadInput, match=r"大图\.png:处理时内存超限"):
        sandbox.run(bomb, b"", name="大图.png", layers=("limits",))


@pytest.mark.parametrize(
    "layers", [("limits",), pytest.param(("limits", "namespaces"), marks=needs("namespaces"))]
)
def test_an_endless_loop_ends_with_its_processor_time(script, layers):
    before = time.monotonic()
    with pytest.raises(BadInput, match="处理超时"):
        sandbox.run(
            script("while True: pass"), b"", name="x", layers=layers, limits=Limits(cpu_s=1, wall_s=30)
        )
    assert time.monotonic() - before < 10


def test_a_sleeper_is_killed_by_the_wall_clock(script):
    before = time.monotonic()
    with pytest.raises(BadInput, match="处理超时"):
        sandbox.run(script("import time\ntime.sleep(60)"), b"", name="x", limits=Limits(wall_s=1))
    assert time.monotonic() - before < 30


def test_children_of_a_killed_parser_die_with_it(script, tmp_path):
    forks = script("import os, time\nos.fork()\ntime.sleep(2)\nopen(arguments['trace'], 'a').write('alive')")
    trace = tmp_path / "trace"
    with pytest.raises(BadInput):
        sandbox.run(forks, b"", name="x", arguments={"trace": str(trace)}, layers=(), limits=Limits(wall_s=1))
    time.sleep(1.5)
    assert not trace.exists()


def test_output_beyond_the_limit_is_refused(script):
    floods = script("for n in range(100): emit(str(n), bytes(1 << 20))")
    with pytest.raises(BadInput, match="处理结果过大"):
        sandbox.run(floods, b"", name="x", layers=("limits",), limits=Limits(output_bytes=8 << 20))
    with pytest.raises(BadInput, match="处理结果过大"):
        sandbox.run(floods, b"", name="x", layers=(), limits=Limits(output_bytes=8 << 20))


@needs("seccomp")
def test_seccomp_alone_refuses_other_programs(script):
    starts = script("import subprocess\nsubprocess.run(['/bin/true'])")
    sandbox.run(starts, b"", name="x", layers=())
    with pytest.raises(BadInput):
        sandbox.run(starts, b"", name="x", layers=("seccomp",))


@needs("seccomp")
@pytest.mark.parametrize(("processes", "started"), [(0, b"no"), (50, b"yes")])
def test_seccomp_alone_grants_threads_to_a_script_whose_limits_do_and_processes_to_none(
    script, processes, started
):
    tries = script(
        """
import os, threading
thread = threading.Thread(target=lambda: emit("thread", b"yes"))
try:
    thread.start()
    thread.join()
except RuntimeError:
    emit("thread", b"no")
for name, start in (("fork", os.fork), ("program", lambda: os.posix_spawn("/bin/true", ["true"], {}))):
    try:
        start()
    except PermissionError:
        emit(name, b"refused")
"""
    )
    told = sandbox.run(tries, b"", name="x", layers=("seccomp",), limits=Limits(processes=processes))
    assert told == {"thread": started, "fork": b"refused", "program": b"refused"}


@needs("landlock")
def test_landlock_alone_hides_every_file_but_the_own_copy(script, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    reads = script("emit('found', open(arguments['secret'], 'rb').read())")
    arguments = {"secret": str(secret)}
    assert sandbox.run(reads, b"", name="x", arguments=arguments, layers=()) == {"found": b"canary"}
    with pytest.raises(BadInput):
        sandbox.run(reads, b"", name="x", arguments=arguments, layers=("landlock",))


@needs("landlock")
def test_landlock_alone_refuses_to_write_anywhere(script, tmp_path):
    writes = script("open(arguments['place'], 'w').write('x')")
    for place in (tmp_path / "new", Path("/tmp/cuntu-landlock-test")):
        with pytest.raises(BadInput):
            sandbox.run(writes, b"", name="x", arguments={"place": str(place)}, layers=("landlock",))
        assert not place.exists()


@needs("namespaces")
def test_namespaces_alone_hide_the_other_processes(script):
    kills = script("import os\nos.kill(arguments['pid'], 0)")
    arguments = {"pid": os.getpid()}
    sandbox.run(kills, b"", name="x", arguments=arguments, layers=())
    with pytest.raises(BadInput):
        sandbox.run(kills, b"", name="x", arguments=arguments, layers=("namespaces",))


@needs("user")
def test_the_parser_is_another_account_than_the_service(script):
    tells = script("import os\nemit('uid', str(os.getuid()).encode())")
    assert sandbox.run(tells, b"", name="x", layers=("user",)) == {"uid": b"65534"}


def test_the_environment_of_the_service_is_not_passed_on(script, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://web:secret@/x")
    tells = script("import os\nemit('names', ' '.join(sorted(os.environ)).encode())")
    assert b"DATABASE_URL" not in sandbox.run(tells, b"", name="x")["names"]


def test_frames_that_lie_about_their_length_are_refused(script):
    lies = script("import os\nos.write(arguments['fd'], b'F\\xff\\xff\\xff\\xff\\xff\\xff')\nos._exit(0)")
    for fd in range(3, 6):
        with pytest.raises(BadInput, match="文件损坏"):
            sandbox.run(lies, b"", name="x", arguments={"fd": fd}, layers=())


def test_a_script_refuses_with_a_code_that_the_caller_turns_into_chinese(script):
    refuses = script("raise SystemExit('encrypted')")
    with pytest.raises(BadInput, match=r"密件\.pdf:有密码"):
        sandbox.run(refuses, b"", name="密件.pdf", reasons={"encrypted": "有密码"})
    with pytest.raises(BadInput, match="文件损坏"):
        sandbox.run(script("raise SystemExit('<script>')"), b"", name="x")


def test_every_layer_is_stated_with_its_state():
    assert [layer.name for layer in active_layers()] == [
        "user",
        "namespaces",
        "seccomp",
        "landlock",
        "limits",
    ]
    assert ACTIVE & {"namespaces", "seccomp"}


def test_without_any_wall_to_the_network_nothing_is_parsed(script, monkeypatch):
    none = tuple(sandbox.Layer(layer.name, layer.title, False, "") for layer in active_layers())
    monkeypatch.setattr(sandbox, "active_layers", lambda: none)
    with pytest.raises(sandbox.SandboxUnavailable):
        sandbox.run(script("pass"), b"", name="x")
