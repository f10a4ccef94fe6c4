"""The private cluster survives what happens to programs on a real machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from deploy.stack.account import server_account
from deploy.stack.cluster import Cluster, cluster_folder
from deploy.stack.command import database
from deploy.stack.errors import SetUpError
from deploy.stack.paths import LONGEST_SOCKET_FOLDER, ROOT


def write_a_row(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('村')")


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM kept")]


def run_and_hold(var: Path) -> subprocess.Popen[str]:
    """Another process that runs the cluster of `var` and then waits."""
    script = (
        "import sys, time; from pathlib import Path; from deploy.stack.command import database\n"
        "with database(Path(sys.argv[1])) as logins: print(logins.owner, flush=True); time.sleep(60)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def gone(pid: int, within_s: float = 60) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_second_start_keeps_the_cluster_and_its_rows(var: Path) -> None:
    with database(var) as logins:
        write_a_row(logins.owner)
        made = cluster_folder(var, server_account()) / "data/PG_VERSION"
        when = made.stat().st_mtime_ns
    with database(var) as logins:
        assert words(logins.owner) == ["村"]
    assert made.stat().st_mtime_ns == when


def test_a_stale_pid_file_that_names_a_living_process_of_ours_does_not_stop_the_start(var: Path) -> None:
    with database(var) as logins:
        write_a_row(logins.owner)
        data = Path(cluster_folder(var, server_account())) / "data"
        pid_file = (data / "postmaster.pid").read_text()
    account = server_account()
    sleeper = subprocess.Popen(["/bin/sleep", "60"], **account.popen_options())
    try:
        account.write(data / "postmaster.pid", pid_file.replace(pid_file.split("\n")[0], str(sleeper.pid), 1))
        with database(var) as logins:
            assert words(logins.owner) == ["村"]
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_after_kill_9_of_the_server_the_next_start_has_every_committed_row(var: Path) -> None:
    cluster = Cluster(cluster_folder(var, server_account()))
    with database(var) as logins:
        write_a_row(logins.owner)
        pid = cluster.running_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
    assert (cluster.data / "postmaster.pid").exists()
    with database(var) as logins:
        assert words(logins.owner) == ["村"]


def test_when_its_starter_is_killed_with_9_the_server_ends_by_itself(var: Path) -> None:
    starter = run_and_hold(var)
    assert starter.stdout is not None
    write_a_row(starter.stdout.readline().strip())
    pid = Cluster(cluster_folder(var, server_account())).running_pid()
    assert pid is not None
    starter.kill()
    starter.wait()
    assert gone(pid)
    with database(var) as logins:
        assert words(logins.owner) == ["村"]


def test_a_command_joins_the_cluster_that_another_process_runs(var: Path) -> None:
    starter = run_and_hold(var)
    assert starter.stdout is not None
    write_a_row(starter.stdout.readline().strip())
    cluster = Cluster(cluster_folder(var, server_account()))
    pid = cluster.running_pid()
    with database(var) as logins:
        assert words(logins.owner) == ["村"]
        assert cluster.running_pid() == pid
    assert cluster.running_pid() == pid  # leaving it does not stop what others run
    starter.send_signal(signal.SIGINT)
    starter.wait(60)


def test_the_first_of_two_commands_waits_for_the_second_before_it_stops_the_server(var: Path) -> None:
    starter = run_and_hold(var)
    assert starter.stdout is not None
    write_a_row(starter.stdout.readline().strip())
    with database(var) as logins:
        starter.send_signal(signal.SIGINT)
        time.sleep(1)
        assert words(logins.owner) == ["村"]
    starter.wait(60)
    assert Cluster(cluster_folder(var, server_account())).running_pid() is None


def test_a_folder_too_deep_for_a_socket_gets_a_short_one(empty_var: Path) -> None:
    deep = empty_var / ("村" * 20) / "checkout"
    deep.mkdir(parents=True)
    cluster = Cluster(deep / "postgres")
    assert len(os.fsencode(deep / "postgres/socket")) > LONGEST_SOCKET_FOLDER
    cluster.start()
    try:
        assert cluster.is_ready()
        assert cluster.socket.stat().st_mode & 0o077 == 0
    finally:
        cluster.stop()
        cluster.socket.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_refused(empty_var: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of another user")
    taken = empty_var / "taken"
    taken.mkdir()
    os.chown(taken, 12345, 12345)
    with pytest.raises(SetUpError, match="belongs to user number 12345"):
        server_account().make_folder(taken)


def test_data_of_another_postgresql_version_is_refused_with_both_versions_named(var: Path) -> None:
    mark = cluster_folder(var, server_account()) / "data/PG_VERSION"
    mark.write_text("9\n")
    with pytest.raises(SetUpError, match=r"written by PostgreSQL 9; installed is \d+"), database(var):
        pass


def test_the_server_listens_on_no_port(var: Path) -> None:
    with database(var) as logins, psycopg.connect(logins.web) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_failing_statement_leaves_no_position_in_the_log(var: Path) -> None:
    with database(var) as logins, psycopg.connect(logins.web, autocommit=True) as connection:
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT ST_GeomFromText('POINT(118.0214 37.3811') /* 118.0214 */")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT 1 / 0 WHERE 118.0214 > 0")
    logs = cluster_folder(var, server_account()) / "data/log"
    text = "".join(file.read_text(errors="replace") for file in logs.iterdir())
    assert "division by zero" in text
    assert "118.0214" not in text
