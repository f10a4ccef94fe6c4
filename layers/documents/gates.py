"""What a version must pass before it becomes public: the personal-data check, antivirus, and what comes later."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.errors import BadInput
from layers.documents.erasing import was_redacted
from layers.documents.models import DocumentVersion, StoredFile

PERSONAL_DATA = "personal_data"
COMES_BACK = "这份文件的内容曾因泄露信息被删除，不能再次公布；请遮盖后用新文件"
NO_PERSONAL_DATA_GATE = "个人信息检查尚未启用，暂不能公布"


@dataclass(frozen=True)
class Gate:
    """``check`` looks at a file under the name that the user gave it and raises BadInput when it must stay private.

    For a document the version is given too; for a photo or a sound it is None. ``derive`` gives the bytes that the
    public gets of a document that has passed: made anew, never the original.
    """

    name: str
    check: Callable[[StoredFile, str, DocumentVersion | None], None]
    derive: Callable[[StoredFile, str], StoredFile] | None = None


_gates: dict[str, Gate] = {}


def register(gate: Gate) -> None:
    """In AppConfig.ready(); a second gate of the name takes the first one's place."""
    _gates[gate.name] = gate


def unregister(name: str) -> None:
    _gates.pop(name, None)


def pass_all(
    stored: StoredFile, file_name: str, *, is_sample: bool, version: DocumentVersion | None = None
) -> None:
    """Raises BadInput at the first gate that refuses, and for everything but samples while nobody looks for
    personal data. What was removed once for what it gave away does not come back."""
    if was_redacted(stored):
        raise BadInput("file", f"{file_name}:{COMES_BACK}")
    if not is_sample and PERSONAL_DATA not in _gates:
        raise BadInput(None, NO_PERSONAL_DATA_GATE)
    for gate in _gates.values():
        # Samples are written by us about nobody.
        if not (is_sample and gate.name == PERSONAL_DATA):
            gate.check(stored, file_name, version)


def derivative(stored: StoredFile, file_name: str) -> StoredFile:
    """What the gate that looks for personal data made of ``stored`` for the public. Raises BadInput without it."""
    gate = _gates.get(PERSONAL_DATA)
    if gate is None or gate.derive is None:
        raise BadInput(None, NO_PERSONAL_DATA_GATE)
    return gate.derive(stored, file_name)
