"""Why a step is not done. The front door turns them into 404, 403 and 409; none changes anything."""

from dataclasses import dataclass
from typing import Any


class NotSeen(Exception):
    """Not there, or not for this user: the answer is the same (404)."""

    message = "没有找到，或不在您的范围内"

    def __init__(self) -> None:
        super().__init__(self.message)


class Refused(Exception):
    """Seen, but not to be done by this user, or never (403). ``message`` is a Chinese sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Newer:
    """One record as it is public now; ``current`` None: it is public no more."""

    noun: str
    key: str
    label: str
    current: dict[str, Any] | None


class Conflict(Exception):
    """Somebody was quicker (409). ``rows`` names the records that have a newer version, with that version."""

    def __init__(self, message: str, rows: tuple[Newer, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.rows = rows
