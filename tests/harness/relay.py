"""A wire between the site and its database that can be cut."""

import contextlib
import socket
import threading
from pathlib import Path


class Relay:
    """Stands in front of the socket of the database. ``mend`` and ``cut``; a cut one takes nobody and drops all."""

    def __init__(self, folder: Path, real: str) -> None:
        self.real, self.is_cut, self.open = real, False, set[socket.socket]()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / ".s.PGSQL.5432"))
        self.listener.listen(64)
        threading.Thread(target=self._take, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in list(self.open):
            _shut(end)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.listener.close()

    def _take(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                if self.is_cut:
                    raise ConnectionRefusedError
                server.connect(self.real)
            except OSError:  # nobody is behind it at the moment
                client.close()
                server.close()
                continue
            threading.Thread(target=self._serve, args=(client, server), daemon=True).start()

    def _serve(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            self.open |= {client, server}
            back = threading.Thread(target=_pass, args=(server, client), daemon=True)
            back.start()
            _pass(client, server)
            back.join()
            self.open -= {client, server}


def _pass(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := one.recv(65536):
            other.sendall(block)
    _shut(one)
    _shut(other)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
