"""Looking at a file once: what it says, as text and as picture, and what of it must not become public."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from geo.errors import BadInput
from layers.changes.attachment import Attachment
from layers.documents.models import StoredFile
from layers.screening import public_copies
from layers.screening.models import Finding, Screening
from layers.screening.pieces import MOST_FINDINGS, find
from layers.screening.reading import Read, read
from layers.screening.recognising import recognise

# Raised with every change of a detector or of the reading: what is public is then looked at again in the night.
DETECTOR_VERSION = 1
# What is larger goes to the worker as a whole: a person waits for a second, not for a minute.
MOST_BYTES_AT_ONCE = 5 << 20
MOST_SAID = 300


def screen(stored: StoredFile, file_name: str) -> Screening:
    """The screening of ``stored`` (an original) under ``file_name``: found, or made now.

    Text is read within the call. Where pages need recognition, or the file is large, the state is WAITING and the
    worker goes on. Raises BadInput, naming the file, when it cannot be read.
    """
    from layers.screening.tasks import screen_later

    screening, _ = Screening.objects.get_or_create(
        original=stored, file_name=file_name, defaults={"detector_version": DETECTOR_VERSION}
    )
    if screening.checked_at is not None and screening.detector_version >= DETECTOR_VERSION:
        return screening
    if stored.size <= MOST_BYTES_AT_ONCE:
        found = read(stored, file_name)
        if not found.pictures:
            return conclude(screening, found)
        Screening.objects.filter(pk=screening.pk).update(pages=found.pages, pages_to_ocr=len(found.pictures))
    Screening.objects.filter(pk=screening.pk).update(state=Screening.State.WAITING)
    screening.refresh_from_db()
    screen_later(screening)
    return screening


def look(screening: Screening) -> Screening:
    """The whole of it, recognition included: for the worker, outside of any transaction."""
    return conclude(screening, read(screening.original, screening.file_name))


def give_up(screening: Screening) -> Screening:
    """The file could be opened when it was handed in and cannot be read now: held back, as a page is."""
    return _write(screening, [Finding(kind=Finding.Kind.UNREADABLE, part="整个文件")], Read([]), None)


def conclude(screening: Screening, found: Read) -> Screening:
    """Recognise what has to be, make what the public gets, look at that as well, and write down what was found."""
    own = Screening.objects.filter(pk=screening.pk)
    own.update(pages=found.pages, pages_to_ocr=len(found.pictures), pages_by_ocr=0)
    findings = [*find(found.pieces), *found.findings]
    pictures: dict[int, bytes] = {}
    for done, page in enumerate(recognise(screening.original, screening.file_name, found.pictures), start=1):
        pictures[page.number] = page.picture
        findings += page.findings
        own.update(pages_by_ocr=done)
        screening.refresh_from_db()
        tell_drafts(screening)
    derivative = public_copies.make(screening.original, screening.file_name, found, pictures)
    if derivative is not None and derivative.sha256 != screening.original.sha256:
        findings += _left_in(derivative, screening.file_name, findings)
    if len(findings) >= MOST_FINDINGS:
        # Nobody shall let pass by number what was not counted any more.
        rest = Finding(kind=Finding.Kind.UNREADABLE, part=f"第 {MOST_FINDINGS} 处以后的内容")
        findings = [*findings[:MOST_FINDINGS], rest]
    return _write(screening, findings, found, derivative)


def findings_of(stored: StoredFile) -> list[Finding]:
    """Every finding of ``stored`` under whatever name, in the order of the file."""
    return list(Finding.objects.filter(screening__original=stored).select_related("screening", "override"))


def _left_in(derivative: StoredFile, file_name: str, known: Iterable[Finding]) -> list[Finding]:
    """What the public copy says and the original was not seen to say. Its pictures are those that were recognised."""
    seen = {(one.kind, one.excerpt) for one in known}
    try:
        copied = read(derivative, file_name)
    except BadInput:
        return [Finding(kind=Finding.Kind.UNREADABLE, part="公开件")]
    left = [*find(copied.pieces), *copied.findings]
    return [one for one in left if (one.kind, one.excerpt) not in seen]


@transaction.atomic
def _write(
    screening: Screening, findings: list[Finding], found: Read, derivative: StoredFile | None
) -> Screening:
    """A finding that somebody let pass stays so while the same file shows the same."""
    screening = Screening.objects.select_for_update().get(pk=screening.pk)
    passed = {one.same_as: one.override_id for one in screening.findings.filter(override__isnull=False)}
    screening.findings.all().delete()
    for one in findings:
        one.screening, one.override_id = screening, passed.get(one.same_as)
    Finding.objects.bulk_create(findings)
    screening.detector_version, screening.checked_at = DETECTOR_VERSION, timezone.now()
    screening.pages_by_text, screening.pages_by_ocr = found.pages - len(found.pictures), len(found.pictures)
    screening.derivative = derivative
    settle(screening)
    return screening


def settle(screening: Screening) -> None:
    """The state that follows from the open findings, said in the drafts that name the file."""
    kinds = set(screening.findings.filter(override__isnull=True).values_list("kind", flat=True))
    if not kinds:
        screening.state = Screening.State.CLEAR
    elif kinds == {Finding.Kind.UNREADABLE}:
        screening.state = Screening.State.UNREADABLE
    else:
        screening.state = Screening.State.HELD
    screening.save()
    tell_drafts(screening)


def tell_drafts(screening: Screening) -> None:
    """What stands against publishing, or how far recognition is, beside the file in every draft."""
    from layers.screening.gate import words

    said = words(screening)
    drafts = Attachment.objects.filter(
        is_private=True, version__original=screening.original, version__file_name=screening.file_name
    )
    drafts.update(said=f"{screening.file_name}：{said}"[:MOST_SAID] if said else "")
