"""Which walls of the sandbox this machine offers, found by trying; said in the log when a worker starts."""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from layers.documents import confine

logger = logging.getLogger(__name__)

CONFINE = Path(confine.__file__)
NOBODY = 65534
UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--ipc", "--pid", "--"]


@dataclass(frozen=True)
class Layer:
    name: str
    title: str
    active: bool
    detail: str


def python(bootstrap: str) -> list[str]:
    return [sys.executable, "-I", "-B", bootstrap]


def other_user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@cache
def active_layers() -> tuple[Layer, ...]:
    """Every layer with whether this machine offers it, found by trying; for the start-up log."""
    root = os.geteuid() == 0
    user = root and _works([*python(str(CONFINE)), "--probe", sys.prefix], **other_user())
    namespaces = _works([*UNSHARE, "true"], **other_user() if user else {})
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


def state_layers() -> None:
    """One line in the log: who runs this machine must see which walls stand and which do not."""
    active = [f"{layer.title}({layer.detail})" for layer in active_layers() if layer.active]
    missing = [f"{layer.title}({layer.detail})" for layer in active_layers() if not layer.active]
    logger.log(
        logging.WARNING if missing else logging.INFO,
        "sandbox of the parsers: active %s; missing %s",
        "、".join(active),
        "、".join(missing) or "none",
    )
