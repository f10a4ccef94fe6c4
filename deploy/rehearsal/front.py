"""nginx as deploy/nginx.conf sets it up, with ports and folders of its own."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.renew import workers
from deploy.stack.address import HOST
from deploy.stack.errors import SetUpError
from deploy.stack.paths import ROOT
from deploy.stack.processes import Child

NGINX = "/usr/sbin/nginx"
NODE = "    server 127.0.0.1:8000 "
# nginx gives up its rights as root; another account has none to give up.
MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass
class Front:
    """`folder` is its own, open for nginx's account; `var` that of the site; `nodes` are ports of web nodes."""

    folder: Path
    var: Path
    port: int
    plain_port: int
    nodes: Sequence[int]
    child: Child | None = None

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    def write(self, *, down: Sequence[int] = ()) -> None:
        """The committed configuration with what stands here in place of a city's names. ``down``: nodes taken out."""
        text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        (node,) = [line for line in text.splitlines() if line.startswith(NODE)]
        limits = node.removeprefix(NODE).rstrip(";")
        nodes = [f"    server {HOST}:{one} {limits}{' down' if one in down else ''};" for one in self.nodes]
        for there, here in (
            (node, "\n".join(nodes)),
            ("listen 80 ", f"listen {HOST}:{self.plain_port} "),
            ("listen 443 ", f"listen {HOST}:{self.port} "),
            ("/etc/ssl/cuntu/", f"{self.folder}/"),
            ("/var/log/nginx/", f"{self.folder}/"),
            ("/var/lib/nginx/cuntu", f"{self.folder}/cache"),
            ("/srv/cuntu/var/", f"{self.var}/"),
        ):
            if there not in text:
                raise SetUpError(
                    f"deploy/nginx.conf has no {there.strip()}.", "Mend deploy/rehearsal/front.py."
                )
            text = text.replace(there, here)
        (self.folder / "site.conf").write_text(text, encoding="utf-8")
        user = "user www-data;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder, user=user), encoding="utf-8")

    def certify(self) -> None:
        """A certificate of nobody, for the length of the rehearsal."""
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ]
        command += ["-keyout", str(self.folder / "key.pem"), "-out", str(self.folder / "fullchain.pem")]
        subprocess.run([*command, "-days", "1", "-subj", f"/CN={HOST}"], check=True, capture_output=True)

    def faults(self) -> str:
        """What `nginx -t` says against the configuration; "" when it is fit."""
        done = subprocess.run([*self._command(), "-t"], capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stderr

    def start(self, patience_s: float = 10) -> None:
        if not Path(NGINX).exists():
            raise SetUpError("nginx is not installed.", "Run bin/bootstrap test.")
        self.certify()
        self.write()
        if told := self.faults():
            raise SetUpError(f"nginx refuses its configuration: {told}", "Mend deploy/nginx.conf.")
        self.child = Child.start("nginx", self._command(), death_signal=signal.SIGTERM)
        deadline = time.monotonic() + patience_s
        # Its pid file is no sign: `nginx -t` leaves one, too.
        while not self.answers():
            if self.child.has_ended() or time.monotonic() > deadline:
                raise SetUpError("nginx did not start.", f"Read {self.folder}/nginx.log.")
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    def reload(self, *, down: Sequence[int] = (), patience_s: float = 60) -> None:
        """Returns when the old workers have answered to the end what they had begun: then nobody is on a node that is down."""
        assert self.child is not None
        self.write(down=down)
        old = workers(self.child.process.pid)
        self.child.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + patience_s
        while not (now := workers(self.child.process.pid)) or now & old:
            if time.monotonic() > deadline:
                raise SetUpError("nginx did not end its old workers.", f"Read {self.folder}/nginx.log.")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop(signal.SIGQUIT, patience_s=5)
            self.child = None

    def _command(self) -> list[str]:
        return [
            NGINX,
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "nginx.log"),
        ]
