"""The answer to who wants to publish: nothing, or a sentence that says what stands where."""

from collections import Counter

from geo.errors import BadInput
from layers.documents.models import DocumentVersion, StoredFile
from layers.screening.models import Finding, Screening
from layers.screening.screen import screen

MOST_NAMED = 8


def check(stored: StoredFile, file_name: str, version: DocumentVersion | None = None) -> None:
    """The gate of layers.documents. Raises BadInput("file") while a page waits, and for every open finding."""
    if said := words(screen(stored, file_name)):
        raise BadInput("file", f"{file_name}：{said}")


def public_copy(stored: StoredFile, file_name: str) -> StoredFile:
    """What the public gets of a file that has passed. Raises BadInput("file") when it has not, or none could be made."""
    check(stored, file_name)
    derivative = screen(stored, file_name).derivative
    if derivative is None:
        raise BadInput("file", f"{file_name}：没有可公布的公开件，请另存后重新上传")
    return derivative


def words(screening: Screening) -> str:
    """What stands against publishing, in one Chinese sentence; "" when nothing does."""
    if screening.state == Screening.State.WAITING:
        return waiting_words(screening)
    counted = Counter((one.where, one.kind) for one in open_findings(screening))
    named = [_said(where, kind, count) for (where, kind), count in counted.items()]
    more = f"等 {len(named)} 处" if len(named) > MOST_NAMED else ""
    return "；".join(named[:MOST_NAMED]) + more


def waiting_words(screening: Screening) -> str:
    if not screening.pages_to_ocr:
        return "等待个人信息检查"
    return f"等待个人信息检查：正在识别第 {screening.pages_by_ocr + 1} 页（共 {screening.pages_to_ocr} 页要识别）"


def open_findings(screening: Screening) -> list[Finding]:
    """What nobody has let pass yet, in the order of the file."""
    return [one for one in screening.findings.all() if one.override_id is None]


def _said(where: str, kind: str, count: int) -> str:
    if kind == Finding.Kind.UNREADABLE:
        return f"{where}识别不清，须人工核对"
    return f"{where}：疑似{Finding.Kind(kind).label} {count} 处"
