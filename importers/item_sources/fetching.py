"""A list fetched from the address that the settings name for a source, and from no other.

No redirection is followed. The host's address is looked up once and looked at before anything is sent: a name that leads
into our own network is refused unless the settings list that network (``networks``).
"""

import contextlib
import http.client
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from geo.errors import BadInput
from importers.item_sources.pushing import MOST_BYTES

CONNECT_S = 5
WHOLE_S = 60
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def fetch(code: str) -> bytes:
    """The body of the answer. Raises BadInput("source", …), which never repeats what the other side said."""
    named: Mapping[str, Any] | None = settings.ITEM_PULLS.get(code)
    if named is None:
        raise BadInput("source", f"设置里没有“{code[:60]}”的拉取地址（item_pulls）")
    try:
        parts = urlsplit(str(named.get("address", "")))
        port = parts.port or (443 if parts.scheme == "https" else 80)
        networks = [ipaddress.ip_network(one) for one in named.get("networks", ())]
    except ValueError:
        raise BadInput("source", "设置里的拉取地址或网段（networks）写法不对") from None
    host = parts.hostname
    if parts.scheme not in ("https", "http") or not host or parts.username is not None:
        raise BadInput("source", "拉取地址应为 https:// 开头的网址，不带用户名")
    try:
        address = _address(host, port, networks)
        if parts.scheme == "http" and not _is_listed(address, networks):
            # Plain http over a net of others can be rewritten on the way.
            raise BadInput("source", "拉取地址应以 https:// 开头；只有设置里列出的内网可以用 http")
        return _body(parts.scheme, host, port, address, _path(parts.path, parts.query))
    except TimeoutError:
        raise BadInput("source", "对方没有及时答完") from None
    except (OSError, http.client.HTTPException) as problem:
        raise BadInput("source", f"连不上对方，或对方没有答复（{type(problem).__name__}）") from None


def _address(host: str, port: int, networks: list[Network]) -> str:
    """The first address of the host; what is asked later is that address, whatever the name says by then."""
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if not ipaddress.ip_address(address).is_global and not _is_listed(address, networks):
        raise BadInput("source", "拉取地址在内部网络，设置里没有允许（networks）")
    return address


def _is_listed(address: str, networks: list[Network]) -> bool:
    return any(ipaddress.ip_address(address) in network for network in networks)


def _path(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _body(scheme: str, host: str, port: int, address: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(host, port)
    sock = socket.create_connection((address, port), CONNECT_S)
    late = threading.Event()
    watch = threading.Timer(WHOLE_S, _end, (sock.fileno(), late))
    watch.start()
    try:
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection.sock = sock
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise BadInput("source", f"对方答复 {answer.status}，应为 200；不跟随转向")
        content = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException):
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
        sock.close()
    if late.is_set():
        raise TimeoutError
    if len(content) > MOST_BYTES:
        raise BadInput("source", f"对方的内容超过 {MOST_BYTES // 1_000_000} MB")
    return content


def _end(descriptor: int, late: threading.Event) -> None:
    """A side that drips a byte a second never runs into the time limit of one read: the line is cut under it."""
    late.set()
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as copy:
        copy.shutdown(socket.SHUT_RDWR)
