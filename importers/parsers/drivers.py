"""The names of all drivers that GDAL has here, so that all but one can be skipped. Runs in the sandbox, on no file."""

import json
from collections.abc import Callable
from typing import Any


def main(source: str, arguments: dict[str, Any], emit: Callable[[str, bytes], None]) -> None:
    import pyogrio

    emit("drivers", json.dumps(sorted(pyogrio.list_drivers())).encode())
